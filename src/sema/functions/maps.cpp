// clear, zero, delete, has_key, find, len. Leaves: their handlers. Covered by tests/golden/typed/functions/*
// and tests/golden/diag/functions/*.
#include "sema/functions/calls.h"
#include "sema/names.h"

namespace sonde::sema {
namespace {

CallResult WholeMapEvent(Elaborator& elaborator, const ast::Call& call, EventKind kind) {
  uint32_t map = 0;
  if (elaborator.WholeMap(*call.args[0], call.name.text, map) == nullptr) return Failed(call);
  typed::EventInfo event;
  event.kind = kind;
  event.map = static_cast<int32_t>(map);
  return Emit(elaborator, call, std::move(event));
}

// The map and its key of a call that takes both; false after a report.
bool KeyedAccess(Elaborator& elaborator, const ast::Call& call, std::string_view what, uint32_t& map,
                 ExprPtr& key) {
  if (elaborator.WholeMap(*call.args[0], call.name.text, map) == nullptr) return false;
  const Shape shape = elaborator.context.MapAt(map).shape;
  if (shape == Shape::Scalar) {
    elaborator.context.Report(DiagId::ExpectsKeyedMap, call.args[0]->range, {std::string(what)});
    return false;
  }
  ast::ExprList none;
  ExprPtr value = elaborator.Value(*call.args[1]);
  const TypeKind kind = value->type->kind;
  if (!Unresolved(value) && (kind == TypeKind::None || kind == TypeKind::Void)) {
    elaborator.context.Report(DiagId::KeyType, value->range, {Spell(*value->type)});
    return false;
  }
  if (!Unresolved(value) && kind == TypeKind::Aggregate) {
    elaborator.context.Report(DiagId::KeyAggregate, value->range, {Spell(*value->type)});
    return false;
  }
  key = elaborator.Key(map, std::move(value));
  return true;
}

ExprPtr DeleteNode(const ast::Call& call, uint32_t map, ExprPtr key) {
  auto node = std::make_unique<typed::MapDelete>(BoolType(), call.range);
  node->map = map;
  node->key = std::move(key);
  return node;
}

}  // namespace

CallResult CheckClear(Elaborator& elaborator, const ast::Call& call) {
  return WholeMapEvent(elaborator, call, EventKind::ClearMap);
}

CallResult CheckZero(Elaborator& elaborator, const ast::Call& call) {
  return WholeMapEvent(elaborator, call, EventKind::ZeroMap);
}

// delete(@m, k), delete(@m[k]), delete(@scalar)
CallResult CheckDelete(Elaborator& elaborator, const ast::Call& call) {
  uint32_t map = 0;
  ExprPtr key;
  if (call.args.size() == 2) {
    if (!KeyedAccess(elaborator, call, "delete() with two arguments", map, key)) return Failed(call);
    return Value(DeleteNode(call, map, std::move(key)));
  }
  const ast::Expr& arg = *call.args[0];
  if (arg.kind == ast::ExprKind::Map && !ast::As<ast::Map>(arg).keys.empty()) {
    const auto& access = ast::As<ast::Map>(arg);
    map = elaborator.context.inference.Map(access.name);
    key = elaborator.Key(map, access);
    if (!elaborator.context.MapAt(map).written) {
      return Value(UnknownMap(elaborator.context, access.name, arg.range));
    }
    return Value(DeleteNode(call, map, std::move(key)));
  }
  if (elaborator.WholeMap(arg, call.name.text, map) == nullptr) return Failed(call);
  if (elaborator.context.MapAt(map).shape == Shape::Keyed) {
    return Value(elaborator.context.ReportAndPoison(DiagId::ExpectsScalarMap, arg.range,
                                                    {"delete() with a single argument"}));
  }
  return Value(DeleteNode(call, map, nullptr));
}

CallResult CheckHasKey(Elaborator& elaborator, const ast::Call& call) {
  uint32_t map = 0;
  ExprPtr key;
  if (!KeyedAccess(elaborator, call, "has_key()", map, key)) return Failed(call);
  auto node = std::make_unique<typed::MapHasKey>(BoolType(), call.range);
  node->map = map;
  node->key = std::move(key);
  return Value(std::move(node));
}

// find(@m, k, $v)
CallResult CheckFind(Elaborator& elaborator, const ast::Call& call) {
  uint32_t map = 0;
  ExprPtr key;
  if (!KeyedAccess(elaborator, call, "find()", map, key)) return Failed(call);
  const ast::Expr& target = Plain(*call.args[2]);
  if (target.kind != ast::ExprKind::Variable) {
    return Value(elaborator.context.ReportAndPoison(DiagId::ExpectsVariable, target.range, {call.name.text}));
  }
  return Value(elaborator.FindInto(call.range, map, std::move(key), ast::As<ast::Variable>(target)));
}

// len(@m), len(stack)
CallResult CheckLen(Elaborator& elaborator, const ast::Call& call) {
  const ast::Expr& arg = Plain(*call.args[0]);
  if (arg.kind == ast::ExprKind::Map && ast::As<ast::Map>(arg).keys.empty()) {
    uint32_t map = 0;
    if (elaborator.WholeMap(arg, call.name.text, map) == nullptr) return Failed(call);
    if (elaborator.context.MapAt(map).shape == Shape::Scalar) {
      return Value(elaborator.context.ReportAndPoison(DiagId::ExpectsKeyedMap, arg.range, {"len()"}));
    }
    elaborator.UseShape(map, Shape::Keyed, arg.range);
    auto node = std::make_unique<typed::MapLength>(IntegerType(8, true), call.range);
    node->map = map;
    return Value(std::move(node));
  }
  ExprPtr value = elaborator.Expression(arg);
  if (Unresolved(value)) return Value(Unresolvable(value->type, call.range));
  if (value->type->kind != TypeKind::KernelStack && value->type->kind != TypeKind::UserStack) {
    return Value(elaborator.context.ReportAndPoison(DiagId::LengthArgument, arg.range));
  }
  auto node = std::make_unique<typed::StackLength>(IntegerType(8, true), call.range);
  node->operand = std::move(value);
  return Value(std::move(node));
}

}  // namespace sonde::sema
