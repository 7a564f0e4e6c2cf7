// Casts (language.md 3.15): between numbers and pointers, of arrays, and of texts to addresses. Leaves:
// Elaborate of casts. Covered by tests/golden/typed/casts/*, tests/golden/diag/conversions/* and
// tests/golden/diag/composites/*.
#include <algorithm>

#include "sema/families.h"

namespace sonde::sema {
namespace {

bool IsScalar(const Type& type) {
  return IsInteger(type) || IsPointer(type) || type.kind == TypeKind::Bool;
}

constexpr uint32_t kWord = 8;

// Casts that come out as one Convert node.
bool CastAllowed(const Type& from, const Type& to) {
  switch (to.kind) {
    case TypeKind::Integer:
    case TypeKind::Enum:
      return IsScalar(from);
    case TypeKind::Bool:
      return IsScalar(from) || from.kind == TypeKind::String;
    case TypeKind::Float:
      return IsFloat(from) && from.size == to.size;
    case TypeKind::Pointer:
      return IsInteger(from) || IsPointer(from);
    case TypeKind::String:
      return from.kind == TypeKind::String && to.size >= from.size;
    case TypeKind::Late:
      return to.meaning.late == ValueKind::UserName && IsInteger(from);
    default:
      return false;
  }
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

// integer -> integer array, integer array -> integer, string -> integer array.
ExprPtr CastArray(Context& context, SourceRange range, ExprPtr operand, TypePtr to) {
  operand = AsValue(context, std::move(operand));
  if (Unresolved(operand)) return operand;
  const Type from = *operand->type;
  if (to->kind == TypeKind::Array && to->count == 0 && to->element->size != 0) {
    if (from.size == 0 || from.size % to->element->size != 0) {
      return context.ReportAndPoison(DiagId::ArraySize, range,
                                     {std::to_string(from.size), Spell(*to->element)});
    }
    to = ArrayType(to->element, from.size / to->element->size);
  }
  if (!ArrayCastAllowed(from, *to)) {
    ExplainFloat(context.Report(DiagId::CannotCast, range, {Spell(from), Spell(*to)}), from, *to);
    return Poison(range);
  }
  auto cast = std::make_unique<typed::Convert>(to, range);
  cast->operand = AsBytes(std::move(operand));
  return cast;
}

ExprPtr CastTo(Context& context, SourceRange range, ExprPtr operand, const TypePtr& to) {
  if (to->kind == TypeKind::Pointer) operand = Decayed(std::move(operand));
  const Type& from = *operand->type;
  if (to->kind == TypeKind::Array || from.kind == TypeKind::Array) {
    return CastArray(context, range, std::move(operand), to);
  }
  if (!CastAllowed(from, *to)) {
    Diagnostic& diagnostic = context.Report(DiagId::CannotCast, range, {Spell(from), Spell(*to)});
    ExplainFloat(diagnostic, from, *to);
    const std::string cast = "(" + Spell(*to);
    if (to->kind == TypeKind::Struct && IsInteger(from) && context.Text(range).starts_with(cast + ")")) {
      const uint32_t at = range.begin + static_cast<uint32_t>(cast.size());
      diagnostic
          .Hint("a number is the address of a struct: write " + cast + " *)" + context.Text(operand->range))
          .Fix({at, at}, " *");
    } else if (to->kind == TypeKind::String && IsInteger(from)) {
      diagnostic.Hint("a number becomes text where it is printed: printf(\"%d\\n\", " +
                      context.Text(operand->range) + ")");
    } else if (to->kind == TypeKind::Struct)
      diagnostic.Hint("to read a struct at an address: *(" + Spell(*to) + " *)" +
                      context.Text(operand->range));
    return Poison(range);
  }
  if (to->kind == TypeKind::Enum && IsLiteralInteger(*operand)) {
    const int64_t value = NumberOf(*operand).Signed();
    const bool known = std::any_of(to->definition.enumerators.begin(), to->definition.enumerators.end(),
                                   [&](const auto& entry) { return entry.first == value; });
    if (!known)
      return context.ReportAndPoison(DiagId::EnumVariant, range, {Spell(*to), NumberOf(*operand).Text()});
  }
  AddressSpace space = from.space;
  const bool address = to->kind == TypeKind::Pointer || to->kind == TypeKind::Integer;
  if (address && space == AddressSpace::None && to->kind == TypeKind::Pointer) space = context.DefaultSpace();
  TypePtr type = address ? WithSpace(to, space) : to;
  if (to->size == from.size) type = WithClock(type, from.meaning.clock);
  // Not a literal any more: its type is meant.
  auto cast = std::make_unique<typed::Convert>(type, range);
  cast->operand = std::move(operand);
  return cast;
}

// As in C, where a text or an array stands for its address. What lies in traced memory has one there; any
// other value gets a variable of its own, so that the address stays good for the whole program.
ExprPtr CastToAddress(Elaborator& elaborator, SourceRange range, ExprPtr operand, const TypePtr& to,
                      ast::DeclarationId site) {
  operand = AsValue(elaborator.context, std::move(operand));
  if (Unresolved(operand)) return operand;
  const bool traced = InTracedMemory(*operand);
  const AddressSpace space = traced ? SpaceBehind(*operand) : AddressSpace::Kernel;
  auto address = std::make_unique<typed::Address>(PointerType(to->element, space), range);
  if (traced || operand->kind == typed::ExprKind::Variable) {
    address->operand = std::move(operand);
    return address;
  }
  const std::string name = "$text\x1f" + std::to_string(elaborator.probe->variables.size());
  Binding& binding = elaborator.Declare(name, range, site);
  binding.assigned = true;
  binding.state->type.Add(operand->type, elaborator.context.inference.changed);
  auto variable = std::make_unique<typed::Variable>(binding.state->type.type, range);
  variable->slot = binding.slot;
  auto store = std::make_unique<typed::AssignVariable>(range);
  store->slot = binding.slot;
  store->value = Convert(elaborator.context, std::move(operand), binding.state->type.type);
  auto value = std::make_unique<typed::IfValue>(address->type, range);
  value->then.statements.push_back(std::move(store));
  address->operand = std::move(variable);
  value->then.value = std::move(address);
  return value;
}

}  // namespace

ExprPtr Elaborate(Elaborator& elaborator, const ast::Cast& node) {
  ExprPtr operand = elaborator.Expression(*node.operand);
  operand = AsInteger(std::move(operand));
  TypePtr to = elaborator.ResolveType(*node.type);
  if (!to) return Poison(node.range);
  if (Unresolved(operand)) return operand;
  if (Unresolved(to)) return Unresolvable(to, node.range);
  const TypeKind from = operand->type->kind;
  if (IsPointer(*to) && (from == TypeKind::String || from == TypeKind::Array)) {
    return CastToAddress(elaborator, node.range, std::move(operand), to, node.declaration);
  }
  return CastTo(elaborator.context, node.range, std::move(operand), to);
}

}  // namespace sonde::sema
