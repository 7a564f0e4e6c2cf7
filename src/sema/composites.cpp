// Structs and arrays as a whole: their layout, references to them, casts of arrays
// (language.md 3.11, 3.12, 3.15). Leaves: Checker's WithMembers, AsReference, ResolveReference, CastArray;
// AsBytes.
// Covered by tests/golden/typed/composites/* and tests/golden/diag/composites/*.
#include "sema/characters.h"
#include "sema/checker.h"

namespace sonde::sema {
namespace {

using typed::As;
using typed::ExprKind;

constexpr uint32_t kWord = 8;

// A bit-field's storage may be rounded up beyond the end of its struct: begin earlier then.
TypeMember Placed(const StructField& field, TypePtr type, uint32_t struct_size) {
  TypeMember member{field.name, std::move(type), field.byte_offset, field.bit_offset, field.bit_size};
  const uint64_t end = uint64_t{member.offset} + member.type->size;
  if (field.bit_size != 0 && end > struct_size && end - struct_size <= member.offset) {
    const auto excess = static_cast<uint32_t>(end - struct_size);
    member.offset -= excess;
    member.bit_offset += 8 * excess;
  }
  return member;
}

bool IsIntegerArray(const Type& type) {
  return type.kind == TypeKind::Array &&
         (type.element->kind == TypeKind::Integer || type.element->kind == TypeKind::Bool);
}

bool ArrayCastAllowed(const Type& from, const Type& to) {
  if (IsIntegerArray(to)) {
    if (IsInteger(from)) return to.size == from.size || (to.size > from.size && to.size <= kWord);
    return from.kind == TypeKind::String && to.size == from.size;
  }
  const bool plain = to.size == 1 || to.size == 2 || to.size == 4 || to.size == kWord;
  return IsIntegerArray(from) && to.kind == TypeKind::Integer && plain && to.size == from.size;
}

}  // namespace

bool InTracedMemory(const typed::Expr& expr) {
  if (IsPointer(*expr.type)) return true;
  switch (expr.kind) {
    case ExprKind::Dereference:
      return true;
    case ExprKind::ContextField:  // what registers hold is gone when it would be read
      return As<typed::ContextField>(expr).argument.place.kind != EntryPlace::Kind::Registers;
    case ExprKind::Field:
      return InTracedMemory(*As<typed::Field>(expr).base);
    case ExprKind::Index:
      return InTracedMemory(*As<typed::Index>(expr).base);
    default:
      return false;
  }
}

// The type with the fields of all structs in it; asked of their source once.
TypePtr Checker::WithMembers(const TypePtr& type) {
  if (type->kind == TypeKind::Array) {
    const TypePtr element = WithMembers(type->element);
    return element == type->element ? type : ArrayType(element, type->count);
  }
  if (type->kind != TypeKind::Struct || !type->members.empty() || DefinitionsOf(*type) == nullptr)
    return type;
  const auto key = std::make_pair(type->origin, type->id);
  if (const auto known = inference_.structs.find(key); known != inference_.structs.end()) {
    return known->second;
  }
  auto complete = std::make_shared<Type>(*type);
  for (const StructField& field : DefinitionsOf(*type)->Fields(*type)) {
    // What the language has no type for is there all the same, without a value.
    const bool known = field.type->kind != TypeKind::None && field.type->kind != TypeKind::Void;
    const TypePtr member = known ? WithMembers(field.type) : NoneType();
    if (!field.name.empty()) complete->members.push_back(Placed(field, member, type->size));
    if (!field.name.empty() || member->kind != TypeKind::Struct) continue;
    for (TypeMember inner : member->members) {  // of an anonymous struct or union
      inner.offset += field.byte_offset;
      complete->members.push_back(std::move(inner));
    }
  }
  inference_.structs.emplace(key, complete);
  return complete;
}

// What a variable keeps of a value: of a struct or array in traced memory its address, else a copy.
ExprPtr Checker::AsReference(ExprPtr value) {
  if (Unresolved(value) || !IsComposite(*value->type) || !InTracedMemory(*value)) {
    return AsValue(std::move(value));
  }
  value->type = WithMembers(value->type);
  const TypePtr type = ReferenceType(value->type, SpaceBehind(*value));
  if (value->kind == ExprKind::Dereference) {
    return Reinterpret(std::move(static_cast<typed::Dereference&>(*value).operand), type);
  }
  auto address = std::make_unique<typed::Address>(type, value->range);
  address->operand = std::move(value);
  return address;
}

// A reference reads as what it refers to; other values stay.
ExprPtr Checker::ResolveReference(ExprPtr value) {
  if (!IsPointer(*value->type) || !value->type->reference) return value;
  auto read = std::make_unique<typed::Dereference>(value->type->element, value->range);
  read->operand = std::move(value);
  return read;
}

// As in C, where a text or an array stands for its address. What lies in traced memory has one there; any
// other value gets a variable of its own, so that the address stays good for the whole program.
ExprPtr Checker::CastToAddress(SourceRange range, ExprPtr operand, const TypePtr& to,
                               ast::DeclarationId site) {
  operand = AsValue(std::move(operand));
  if (Unresolved(operand)) return operand;
  const bool traced = InTracedMemory(*operand);
  const AddressSpace space = traced ? SpaceBehind(*operand) : AddressSpace::Kernel;
  auto address = std::make_unique<typed::Address>(PointerType(to->element, space), range);
  if (traced || operand->kind == ExprKind::Variable) {
    address->operand = std::move(operand);
    return address;
  }
  const std::string name = "$text\x1f" + std::to_string(probe_->variables.size());
  Binding& binding = Declare(name, range, site);
  binding.assigned = true;
  binding.state->slot.Add(operand->type, inference_.changed);
  auto variable = std::make_unique<typed::Variable>(binding.state->slot.type, range);
  variable->slot = binding.slot;
  auto store = std::make_unique<typed::AssignVariable>(range);
  store->slot = binding.slot;
  store->value = Convert(std::move(operand), binding.state->slot.type);
  auto value = std::make_unique<typed::IfValue>(address->type, range);
  value->then.statements.push_back(std::move(store));
  address->operand = std::move(variable);
  value->then.value = std::move(address);
  return value;
}

// An array of characters that meets a text of more than that many bytes ends where it ends.
ExprPtr Checker::WithNul(ExprPtr text, uint64_t other) {
  const Type& type = *text->type;
  if (!type.whole || other <= type.size) return text;
  return Reinterpret(std::move(text), StringType(type.size + 1));
}

// An array of characters in memory as the bytes that it has: text ends at a NUL, they do not.
ExprPtr AsBytes(ExprPtr expr) {
  switch (expr->kind) {
    case ExprKind::Field:
    case ExprKind::Index:
    case ExprKind::Dereference:
    case ExprKind::ContextField:
      if (!expr->type->whole) return expr;
      expr->type = ArrayType(IntegerType(1, true), expr->type->size);
      return expr;
    default:
      return expr;
  }
}

// integer -> integer array, integer array -> integer, string -> integer array.
ExprPtr Checker::CastArray(SourceRange range, ExprPtr operand, TypePtr to) {
  operand = AsValue(std::move(operand));
  if (Unresolved(operand)) return operand;
  const Type from = *operand->type;
  if (to->kind == TypeKind::Array && to->count == 0 && to->element->size != 0) {
    if (from.size == 0 || from.size % to->element->size != 0) {
      return ReportAndPoison(DiagId::ArraySize, range, {std::to_string(from.size), Spell(*to->element)});
    }
    to = ArrayType(to->element, from.size / to->element->size);
  }
  if (!ArrayCastAllowed(from, *to)) {
    ExplainFloat(Report(DiagId::CannotCast, range, {Spell(from), Spell(*to)}), from, *to);
    return Poison(range);
  }
  auto cast = std::make_unique<typed::Convert>(to, range);
  cast->operand = AsBytes(std::move(operand));
  return cast;
}

}  // namespace sonde::sema
