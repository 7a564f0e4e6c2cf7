// What variables have of the pointers that the kernel hands over. Leaves: what handed.h declares. Covered by
// the tests named there.
#include "sema/handed.h"

namespace sonde::sema {
namespace {

ExprPtr Copy(const typed::Expr& handed, SourceRange range) {
  if (handed.kind == typed::ExprKind::ContextField) {
    const auto& from = typed::As<typed::ContextField>(handed);
    auto copy = std::make_unique<typed::ContextField>(from.type, range);
    copy->argument = from.argument;
    return copy;
  }
  const auto& from = typed::As<typed::Field>(handed);
  const auto& base = typed::As<typed::Builtin>(*from.base);
  auto context = std::make_unique<typed::Builtin>(base.type, range);
  context->id = base.id;
  context->argument = base.argument;
  auto copy = std::make_unique<typed::Field>(from.type, range);
  copy->base = std::move(context);
  copy->field = from.field;
  copy->struct_type = from.struct_type;
  return copy;
}

bool AreSame(const typed::Expr& a, const typed::Expr& b) {
  if (a.kind != b.kind) return false;
  if (a.kind == typed::ExprKind::ContextField) {
    return typed::As<typed::ContextField>(a).argument.place.offset ==
           typed::As<typed::ContextField>(b).argument.place.offset;
  }
  return typed::As<typed::Field>(a).field.byte_offset == typed::As<typed::Field>(b).field.byte_offset;
}

// What a variable has wherever it is visible; null where that is nothing that was handed over.
const typed::Expr* HandedOf(Elaborator& elaborator, const typed::Expr& expr) {
  if (expr.kind != typed::ExprKind::Variable) return nullptr;
  const uint32_t slot = typed::As<typed::Variable>(expr).slot;
  for (const auto& [name, binding] : elaborator.scope.bindings) {
    // One that is declared without a value may still have none.
    if (binding.slot == slot && !binding.declared) return binding.state->handed.get();
  }
  return nullptr;
}

}  // namespace

bool IsHanded(const Context& context, const typed::Expr& expr) {
  if (!IsPointer(*expr.type)) return false;
  if (expr.kind == typed::ExprKind::ContextField)
    return typed::As<typed::ContextField>(expr).argument.place.kind == Place::Kind::Trampoline;
  if (expr.kind != typed::ExprKind::Field || context.probe_type().kind != ProbeKind::Iter) return false;
  const typed::Expr& base = *typed::As<typed::Field>(expr).base;
  return base.kind == typed::ExprKind::Builtin && typed::As<typed::Builtin>(base).id == BuiltinId::Ctx;
}

void NoteOther(Context& context, VariableState& state) {
  if (!state.other_values) context.inference.changed = true;
  state.other_values = true;
  state.handed = nullptr;
}

void NoteHanded(Elaborator& elaborator, VariableState& state, const typed::Expr& value) {
  Context& context = elaborator.context;
  if (Unresolved(value.type) || state.other_values || context.placeholder()) return;
  const typed::Expr* handed = IsHanded(context, value) ? &value : HandedOf(elaborator, value);
  if (handed == nullptr || (state.handed != nullptr && !AreSame(*state.handed, *handed)))
    return NoteOther(context, state);
  if (state.handed != nullptr) return;
  state.handed = Copy(*handed, value.range);
  context.inference.changed = true;
}

ExprPtr AsHanded(Elaborator& elaborator, ExprPtr expr) {
  if (const typed::Expr* handed = HandedOf(elaborator, *expr)) return Copy(*handed, expr->range);
  if (expr->kind == typed::ExprKind::Field) {
    auto& field = static_cast<typed::Field&>(*expr);
    field.base = AsHanded(elaborator, std::move(field.base));
  } else if (expr->kind == typed::ExprKind::Dereference) {
    auto& node = static_cast<typed::Dereference&>(*expr);
    node.operand = AsHanded(elaborator, std::move(node.operand));
  }
  return expr;
}

bool IsKnown(const Context& context, const typed::Expr& pointer) {
  if (IsHanded(context, pointer)) return true;
  if (!IsPointer(*pointer.type)) return false;
  const typed::Expr* at = &pointer;
  while (at->kind == typed::ExprKind::Field) {
    const auto& field = typed::As<typed::Field>(*at);
    const Definitions* source = DefinitionsOf(*field.struct_type);
    if (source == nullptr || !source->relocatable() || field.field.bit_size != 0) return false;
    at = field.base.get();
    if (at->kind == typed::ExprKind::Dereference) at = typed::As<typed::Dereference>(*at).operand.get();
    if (IsPointer(*at->type)) return IsKnown(context, *at);
  }
  return false;
}

}  // namespace sonde::sema
