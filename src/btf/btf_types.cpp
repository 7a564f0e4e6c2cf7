// BTF to types. Leaves: BtfTypes. Covered by tests/btf/btf_test.cpp.
#include "btf/btf_types.h"

namespace sonde {
namespace {

constexpr int kDeepest = 32;           // pointers to pointers, arrays of arrays
constexpr int kLongestTypedefs = 128;  // more is a cycle
constexpr uint32_t kLargestArray = 1U << 30;
constexpr uint32_t kIntSigned = 1;

std::string WithKeyword(std::string_view keyword, std::string_view name) {
  return name.empty() ? std::string() : std::string(keyword) + " " + std::string(name);
}

bool PlainSize(uint32_t size) {
  return size == 1 || size == 2 || size == 4 || size == 8;
}

// C's plain char counts as signed whatever the kernel was compiled with (language.md 3.12).
TypePtr MakeInteger(const BtfRecord& record, std::string_view name) {
  const uint32_t encoding = (RawBtf::Word(record, 0) >> 24) & 0xf;
  const uint32_t size = record.size_or_type;
  if (size == 16) return ArrayType(IntegerType(8, false), 2);
  if (!PlainSize(size)) return NoneType();
  return IntegerType(size, (encoding & kIntSigned) != 0 || name == "char");
}

}  // namespace

BtfTarget BtfTypes::Skip(uint32_t id) const {
  BtfTarget target{id, {}};
  for (int step = 0; step < kLongestTypedefs; ++step) {
    const BtfRecord record = btf_.Get(target.id);
    switch (record.kind) {
      case BtfKind::TypeTag:
        if (target.tag.empty()) target.tag = btf_.Name(record.name);
        [[fallthrough]];
      case BtfKind::Typedef:
      case BtfKind::Const:
      case BtfKind::Volatile:
      case BtfKind::Restrict:
        target.id = record.size_or_type;
        break;
      default:
        return target;
    }
  }
  return {0, {}};
}

// The typedef through which an anonymous struct is named: "atomic_t". Structs of equal layout share their
// definition, so it depends on the way to it.
std::string BtfTypes::NamingTypedef(uint32_t id) const {
  std::string_view name;
  for (int step = 0; step < kLongestTypedefs; ++step) {
    const BtfRecord record = btf_.Get(id);
    if (record.kind == BtfKind::Typedef) name = btf_.Name(record.name);
    const bool named = record.kind == BtfKind::Typedef || record.kind == BtfKind::Const ||
                       record.kind == BtfKind::Volatile || record.kind == BtfKind::Restrict ||
                       record.kind == BtfKind::TypeTag;
    if (!named) break;
    id = record.size_or_type;
  }
  return std::string(name);
}

TypePtr BtfTypes::Convert(uint32_t id, int depth) {
  if (base_ != nullptr && id < btf_.first_id()) return base_->Convert(id);
  const uint32_t named = id;
  id = Skip(id).id;
  if (base_ != nullptr && id < btf_.first_id()) return base_->Convert(id);
  const BtfRecord record = btf_.Get(id);
  const bool anonymous = (record.kind == BtfKind::Struct || record.kind == BtfKind::Union) && named != id &&
                         btf_.Name(record.name).empty();
  const uint32_t key = anonymous ? named : id;
  if (const auto hit = made_.find(key); hit != made_.end()) return hit->second;
  if (depth > kDeepest) return VoidType();
  TypePtr type = anonymous ? StructType(NamingTypedef(named), record.size_or_type, origin_.origin(), id)
                           : Make(id, record, depth);
  made_.emplace(key, type);
  return type;
}

TypePtr BtfTypes::Make(uint32_t id, const BtfRecord& record, int depth) {
  const std::string_view name = btf_.Name(record.name);
  switch (record.kind) {
    case BtfKind::Int:
      return MakeInteger(record, name);
    case BtfKind::Ptr:
      return MakePointer(record, depth);
    case BtfKind::Array:
      return MakeArray(record, depth);
    case BtfKind::Struct:
      return StructType(WithKeyword("struct", name), record.size_or_type, origin_.origin(), id);
    case BtfKind::Union:
      return StructType(WithKeyword("union", name), record.size_or_type, origin_.origin(), id);
    case BtfKind::Fwd:
      return StructType(WithKeyword(record.kind_flag ? "union" : "struct", name), 0, origin_.origin(), id);
    case BtfKind::Enum:
    case BtfKind::Enum64:
      return MakeEnum(id, record);
    case BtfKind::Float:
      return record.size_or_type == 4 || record.size_or_type == 8 ? FloatType(record.size_or_type)
                                                                  : NoneType();
    default:
      return VoidType();
  }
}

TypePtr BtfTypes::MakePointer(const BtfRecord& record, int depth) {
  const bool user = Skip(record.size_or_type).tag == "user";
  auto type = std::make_shared<Type>(*PointerType(Convert(record.size_or_type, depth + 1),
                                                  user ? AddressSpace::User : AddressSpace::Kernel));
  type->user_pointer = user;
  return type;
}

// Arrays of plain char are strings, those of other one-byte integers are arrays of numbers. One without a
// length stays an array, whose address can be taken.
TypePtr BtfTypes::MakeArray(const BtfRecord& record, int depth) {
  const uint32_t element_id = RawBtf::Word(record, 0);
  const uint32_t count = RawBtf::Word(record, 2);
  const TypePtr element = Convert(element_id, depth + 1);
  if (uint64_t{element->size} * count > kLargestArray) return VoidType();
  const BtfRecord target = btf_.Get(Skip(element_id).id);
  const bool text = target.kind == BtfKind::Int && element->kind == TypeKind::Integer && element->size == 1 &&
                    btf_.Name(target.name) == "char";
  return text && count > 0 ? CharactersType(count) : ArrayType(element, count);
}

TypePtr BtfTypes::MakeEnum(uint32_t id, const BtfRecord& record) const {
  auto type = std::make_shared<Type>();
  type->kind = TypeKind::Enum;
  type->size = PlainSize(record.size_or_type) ? record.size_or_type : 4;
  type->is_signed = record.kind_flag;
  type->name = WithKeyword("enum", btf_.Name(record.name));
  type->origin = origin_.origin();
  type->id = id;
  const bool wide = record.kind == BtfKind::Enum64;
  for (uint32_t i = 0; i < record.count; ++i) {
    const uint32_t at = i * (wide ? 3 : 2);
    const uint32_t low = RawBtf::Word(record, at + 1);
    int64_t value = record.kind_flag ? static_cast<int32_t>(low) : static_cast<int64_t>(low);
    if (wide) value = static_cast<int64_t>(uint64_t{RawBtf::Word(record, at + 2)} << 32 | low);
    type->enumerators.emplace_back(value, btf_.Name(RawBtf::Word(record, at)));
  }
  return type;
}

std::string BtfTypes::Declare(uint32_t id, int depth) const {
  const BtfRecord record = btf_.Get(id);
  std::string name(btf_.Name(record.name));
  if (depth > kDeepest) return "...";
  const auto inner = [&](uint32_t target) { return Declare(target, depth + 1); };
  switch (record.kind) {
    case BtfKind::Void:
      return "void";
    case BtfKind::Ptr: {
      const std::string target = inner(record.size_or_type);
      return target + (target.ends_with('*') ? "*" : " *");
    }
    case BtfKind::Array:
      return inner(RawBtf::Word(record, 0)) + "[" + std::to_string(RawBtf::Word(record, 2)) + "]";
    case BtfKind::Struct:
      return name.empty() ? "struct {...}" : "struct " + name;
    case BtfKind::Union:
      return name.empty() ? "union {...}" : "union " + name;
    case BtfKind::Fwd:
      return (record.kind_flag ? "union " : "struct ") + name;
    case BtfKind::Enum:
    case BtfKind::Enum64:
      return name.empty() ? "enum {...}" : "enum " + name;
    case BtfKind::Const:
      return "const " + inner(record.size_or_type);
    case BtfKind::Volatile:
      return "volatile " + inner(record.size_or_type);
    case BtfKind::Restrict:
    case BtfKind::TypeTag:
      return inner(record.size_or_type);
    case BtfKind::FuncProto:
      return "void";
    default:
      return name;
  }
}

}  // namespace sonde
