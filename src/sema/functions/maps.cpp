// clear, zero, delete, find, len. Leaves: their rules. Covered by tests/golden/typed/functions/*
// and tests/golden/diag/functions/*.
#include "sema/functions/calls.h"
#include "sema/names.h"

namespace sonde::sema {
namespace {

CallResult WholeMapEvent(Elaborator& elaborator, const ast::Call& call, uint32_t map, EventKind kind) {
  typed::EventInfo event;
  event.kind = kind;
  event.map = static_cast<int32_t>(map);
  return Send(elaborator, call, std::move(event));
}

// A call about `map`, kNoMap if it is about none; `value` null: it has no other argument.
CallResult CallOf(Elaborator& elaborator, FunctionId function, const ast::Call& call, uint32_t map,
                  ExprPtr value) {
  Arguments args;
  args.map = map;
  args.values.push_back(std::move(value));
  return Value(elaborator.context, function, call, std::move(args));
}

CallResult Delete(Elaborator& elaborator, const ast::Call& call, uint32_t map, ExprPtr key) {
  return CallOf(elaborator, FunctionId::Delete, call, map, std::move(key));
}

// delete(@m, k)
CallResult DeleteOf(Elaborator& elaborator, const ast::Call& call) {
  uint32_t map = 0;
  if (elaborator.WholeMap(*call.args[0], call.name.text, map) == nullptr ||
      !CheckKeyed(elaborator, map, call.args[0]->range, "delete() with two arguments")) {
    return Failed(call);
  }
  ExprPtr key = CheckKey(elaborator, map, *call.args[1]);
  return key ? Delete(elaborator, call, map, std::move(key)) : Failed(call);
}

}  // namespace

CallResult RuleClear(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  return WholeMapEvent(elaborator, call, args.map, EventKind::ClearMap);
}

CallResult RuleZero(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  return WholeMapEvent(elaborator, call, args.map, EventKind::ZeroMap);
}

// delete(@m, k), delete(@m[k]), delete(@scalar)
CallResult RuleDelete(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  if (call.args.size() == 2) return DeleteOf(elaborator, call);
  uint32_t map = 0;
  const ast::Expr& arg = *call.args[0];
  if (arg.kind == ast::ExprKind::Map && !ast::As<ast::Map>(arg).keys.empty()) {
    const auto& access = ast::As<ast::Map>(arg);
    map = elaborator.context.inference.Map(access.name);
    ExprPtr key = elaborator.Key(map, access);
    if (!elaborator.context.MapAt(map).written) {
      return Value(UnknownMap(elaborator.context, access.name, arg.range));
    }
    return Delete(elaborator, call, map, std::move(key));
  }
  if (elaborator.WholeMap(arg, call.name.text, map) == nullptr) return Failed(call);
  if (elaborator.context.MapAt(map).shape == Shape::Keyed) {
    return Value(elaborator.context.ReportAndPoison(DiagId::ExpectsScalarMap, arg.range,
                                                    {"delete() with a single argument"}));
  }
  return Delete(elaborator, call, map, nullptr);
}

// find(@m, k, $v)
CallResult RuleFind(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  const ast::Expr& target = Plain(*call.args[2]);
  if (target.kind != ast::ExprKind::Variable) {
    return Value(elaborator.context.ReportAndPoison(DiagId::ExpectsVariable, target.range, {call.name.text}));
  }
  return Value(
      elaborator.FindInto(call.range, args.map, std::move(args.values[1]), ast::As<ast::Variable>(target)));
}

// len(@m), len(stack)
CallResult RuleLen(Elaborator& elaborator, const ast::Call& call, Arguments /*args*/) {
  const ast::Expr& arg = Plain(*call.args[0]);
  if (arg.kind == ast::ExprKind::Map && ast::As<ast::Map>(arg).keys.empty()) {
    uint32_t map = 0;
    if (elaborator.WholeMap(arg, call.name.text, map) == nullptr) return Failed(call);
    if (!CheckKeyed(elaborator, map, arg.range, "len()")) return Failed(call);
    elaborator.UseShape(map, Shape::Keyed, arg.range);
    return CallOf(elaborator, FunctionId::Len, call, map, nullptr);
  }
  ExprPtr value = elaborator.Expression(arg);
  if (Unresolved(value)) return Value(Unresolvable(value->type, call.range));
  if (value->type->kind != TypeKind::KernelStack && value->type->kind != TypeKind::UserStack) {
    Diagnostic& diagnostic = elaborator.context.Report(DiagId::LengthArgument, arg.range);
    const std::string written = elaborator.context.Text(arg.range);
    if (value->type->kind == TypeKind::String)
      diagnostic.Hint("the length of a text is strlen(" + written + ")").Fix(call.name.range, "strlen");
    return Value(Poison(arg.range));
  }
  return CallOf(elaborator, FunctionId::Len, call, typed::Apply::kNoMap, std::move(value));
}

}  // namespace sonde::sema
