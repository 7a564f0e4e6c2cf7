// Types: making, spelling and laying them out. Leaves: the constructors, Spell, AlignOf, LayOut of
// types/type.h. Covered by tests/types/type_test.cpp.
#include "types/type.h"

#include <algorithm>
#include <utility>

namespace sonde {
namespace {

std::shared_ptr<Type> Make(TypeKind kind, uint32_t size) {
  auto type = std::make_shared<Type>();
  type->kind = kind;
  type->size = size;
  return type;
}

std::string SpellTuple(const Type& type) {
  std::string text = "(";
  for (const auto& element : type.elements) {
    if (text.size() > 1) text += ',';
    text += Spell(*element);
  }
  return text + ")";
}

std::string SpellRecord(const Type& type) {
  std::string text = "record {";
  for (size_t i = 0; i < type.elements.size(); ++i) {
    text += (i == 0 ? " ." : ", .") + type.names[i] + " = " + Spell(*type.elements[i]);
  }
  return text + " }";
}

// Count has one spelling; the others say their sign.
std::string SpellAggregate(const Type& type) {
  const AggregationRow& row = RowOf(type.function);
  const bool signless = row.function == Aggregation::Count || row.function == Aggregation::Hist ||
                        row.function == Aggregation::Lhist || row.function == Aggregation::Tseries;
  return (signless || type.is_signed ? "" : "u") + std::string(row.name) + "_t";
}

// Of a struct without members its size, a multiple of its alignment, is all that is known.
uint32_t AlignFromSize(uint32_t size) {
  for (const uint32_t align : {8U, 4U, 2U}) {
    if (size != 0 && size % align == 0) return align;
  }
  return 1;
}

// That of its strictest member, unless the struct is packed: where a member or the size does not keep it.
uint32_t AlignOfStruct(const Type& type) {
  uint32_t largest = type.definition.members.empty() ? AlignFromSize(type.size) : 1;
  for (const TypeMember& member : type.definition.members) {
    const uint32_t align = AlignOf(*member.type);
    if (member.offset % align == 0 && type.size % align == 0) largest = std::max(largest, align);
  }
  return largest;
}

}  // namespace

TypePtr NoneType() {
  static const TypePtr type = Make(TypeKind::None, 0);
  return type;
}

TypePtr VoidType() {
  static const TypePtr type = Make(TypeKind::Void, 0);
  return type;
}

TypePtr BoolType() {
  static const TypePtr type = Make(TypeKind::Bool, 1);
  return type;
}

TypePtr FloatType(uint32_t bytes) {
  static const TypePtr single = Make(TypeKind::Float, 4);
  static const TypePtr wide = Make(TypeKind::Float, 8);
  return bytes == 4 ? single : wide;
}

TypePtr IntegerType(uint32_t bytes, bool is_signed, AddressSpace space) {
  auto type = Make(TypeKind::Integer, bytes);
  type->is_signed = is_signed;
  type->space = space;
  return type;
}

TypePtr TimeType(Clock clock) {
  auto type = Make(TypeKind::Integer, 8);
  type->meaning.clock = clock;
  return type;
}

TypePtr LiteralType(uint64_t value, bool negative) {
  // Of a negative literal both the magnitude and the two's complement are understood: they never overlap.
  const uint64_t magnitude = negative ? (value > (1ULL << 63) ? 0 - value : value) : value;
  const uint64_t limit_shift = negative ? 0 : 1;  // the largest magnitude is 2^n - 1, or 2^n when negative
  auto type = Make(TypeKind::Integer, 8);
  type->is_signed = true;
  type->flexible = !negative;
  for (const uint32_t bytes : {1U, 2U, 4U, 8U}) {
    if (magnitude <= (1ULL << (bytes * 8 - 1)) - limit_shift) {
      type->size = bytes;
      return type;
    }
  }
  type->is_signed = false;
  type->flexible = false;
  return type;
}

TypePtr StringType(uint32_t capacity) {
  return Make(TypeKind::String, capacity);
}

TypePtr CharactersType(uint32_t count) {
  auto type = Make(TypeKind::String, count);
  type->whole = true;
  return type;
}

TypePtr WithSpace(const TypePtr& type, AddressSpace space) {
  if (type->space == space) return type;
  auto copy = std::make_shared<Type>(*type);
  copy->space = space;
  return copy;
}

TypePtr WithClock(const TypePtr& type, Clock clock) {
  if (type->meaning.clock == clock || type->kind != TypeKind::Integer) return type;
  auto copy = std::make_shared<Type>(*type);
  copy->meaning.clock = clock;
  return copy;
}

TypePtr PointerType(TypePtr pointee, AddressSpace space) {
  auto type = Make(TypeKind::Pointer, 8);
  type->element = std::move(pointee);
  type->space = space;
  return type;
}

TypePtr ArrayType(TypePtr element, uint32_t count) {
  auto type = Make(TypeKind::Array, element->size * count);
  type->element = std::move(element);
  type->count = count;
  return type;
}

TypePtr TupleType(std::vector<TypePtr> elements) {
  if (elements.empty()) return NoneType();
  auto type = Make(TypeKind::Tuple, LayOut(elements).size);
  type->elements = std::move(elements);
  return type;
}

TypePtr RecordType(std::vector<std::string> names, std::vector<TypePtr> elements) {
  auto type = Make(TypeKind::Tuple, LayOut(elements).size);
  type->elements = std::move(elements);
  type->names = std::move(names);
  return type;
}

TypePtr BufferType(uint32_t bytes) {
  return Make(TypeKind::Buffer, 4 + bytes);
}

TypePtr ReferenceType(TypePtr pointee, AddressSpace space) {
  auto type = std::make_shared<Type>(*PointerType(std::move(pointee), space));
  type->pointer.reference = true;
  return type;
}

bool HasFloat(const Type& type) {
  if (type.kind == TypeKind::Array) return HasFloat(*type.element);
  const auto element = [](const TypePtr& inner) { return HasFloat(*inner); };
  const auto member = [](const TypeMember& inner) { return HasFloat(*inner.type); };
  return IsFloat(type) || std::any_of(type.elements.begin(), type.elements.end(), element) ||
         std::any_of(type.definition.members.begin(), type.definition.members.end(), member);
}

size_t ElementNamed(const Type& record, const std::string& name) {
  return static_cast<size_t>(std::find(record.names.begin(), record.names.end(), name) -
                             record.names.begin());
}

TypePtr StructType(std::string name, uint32_t size, OriginId origin, uint32_t id) {
  auto type = Make(TypeKind::Struct, size);
  type->definition.name = std::move(name);
  type->definition.origin = origin;
  type->definition.id = id;
  return type;
}

TypePtr AggregateType(Aggregation function, bool is_signed) {
  auto type = Make(TypeKind::Aggregate, 8);
  type->function = function;
  type->is_signed = is_signed;
  return type;
}

TypePtr LateType(ValueKind kind) {
  auto type = Make(TypeKind::Late, RowOf(kind).bytes);
  type->meaning.late = kind;
  return type;
}

TypePtr StackType(bool user, uint32_t limit, StackMode mode) {
  const uint32_t frame = mode == StackMode::BuildId ? 32 : 8;
  auto type = Make(user ? TypeKind::UserStack : TypeKind::KernelStack, (user ? 16 : 8) + frame * limit);
  type->count = limit;
  type->stack_mode = mode;
  return type;
}

std::string Spell(const Type& type) {
  switch (type.kind) {
    case TypeKind::None:
      return "none";
    case TypeKind::Void:
      return "void";
    case TypeKind::Integer:
      return (type.is_signed ? "int" : "uint") + std::to_string(type.size * 8);
    case TypeKind::Bool:
      return "bool";
    case TypeKind::Float:
      return type.size == 4 ? "float" : "double";
    case TypeKind::String:
      return "string[" + std::to_string(type.size) + "]";
    case TypeKind::Buffer:
      return "buffer[" + std::to_string(type.size - 4) + "]";
    case TypeKind::Pointer:
      return Spell(*type.element) + (type.pointer.reference ? "" : " *");
    case TypeKind::Array:
      return Spell(*type.element) + "[" + std::to_string(type.count) + "]";
    case TypeKind::Tuple:
      return IsRecord(type) ? SpellRecord(type) : SpellTuple(type);
    case TypeKind::Struct:
      return type.definition.name.empty() ? "struct" : type.definition.name;
    case TypeKind::Enum:
      return type.definition.name.empty() ? "enum" : type.definition.name;
    case TypeKind::Late:
      return std::string(RowOf(type.meaning.late).type);
    case TypeKind::KernelStack:
    case TypeKind::UserStack:
      return std::string(type.kind == TypeKind::UserStack ? "ustack_" : "kstack_") +
             std::string(RowOf(type.stack_mode).name) + "_" + std::to_string(type.count);
    case TypeKind::Aggregate:
      return SpellAggregate(type);
  }
  return "none";
}

std::string SpellBase(const Type& type) {
  switch (type.kind) {
    case TypeKind::Integer:
      return "int";
    case TypeKind::String:
      return "string";
    case TypeKind::Pointer:
      return "pointer";
    case TypeKind::Array:
      return "array";
    case TypeKind::Buffer:
      return "buffer";
    case TypeKind::Tuple:
      return IsRecord(type) ? "record" : "tuple";
    case TypeKind::Struct:
      return "c_type";
    case TypeKind::Enum:
      return "enum";
    case TypeKind::KernelStack:
      return "kstack";
    case TypeKind::UserStack:
      return "ustack";
    default:
      return Spell(type);
  }
}

uint32_t AlignOf(const Type& type) {
  switch (type.kind) {
    case TypeKind::None:
    case TypeKind::Void:
    case TypeKind::Bool:
    case TypeKind::String:
      return 1;
    case TypeKind::Integer:
    case TypeKind::Float:
    case TypeKind::Enum:
      return AlignFromSize(type.size);
    case TypeKind::Late:
      return AlignFromSize(type.size);
    case TypeKind::Struct:
      return AlignOfStruct(type);
    case TypeKind::Buffer:
      return 4;
    case TypeKind::Array:
      return AlignOf(*type.element);
    case TypeKind::Tuple: {
      uint32_t align = 1;
      for (const auto& element : type.elements)
        align = std::max(align, AlignOf(*element));
      return align;
    }
    default:
      return 8;
  }
}

TupleLayout LayOut(const std::vector<TypePtr>& elements) {
  TupleLayout layout;
  uint32_t largest = 1;
  const auto round_up = [](uint32_t value, uint32_t align) { return (value + align - 1) / align * align; };
  for (const auto& element : elements) {
    const uint32_t align = AlignOf(*element);
    largest = std::max(largest, align);
    layout.size = round_up(layout.size, align);
    layout.offsets.push_back(layout.size);
    layout.size += element->size;
  }
  layout.size = round_up(layout.size, largest);
  return layout;
}

}  // namespace sonde
