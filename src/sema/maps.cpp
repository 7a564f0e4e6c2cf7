// Maps: scalar or keyed, types of keys and values over the whole program, assignments (language.md 6).
// Leaves: Checker's CheckMap, WholeMap, CheckKey, AssignMap, AssignCompoundMap, CheckMapIncrement.
// Covered by tests/golden/typed/maps/* and tests/golden/diag/maps/*.
#include <algorithm>

#include "base/nearest.h"
#include "sema/checker.h"
#include "sema/functions/calls.h"
#include "sema/names.h"

namespace sonde::sema {
namespace {

// What a map counts as before it has a type: it adapts to whatever else it is given.
TypePtr CounterType(bool flexible, bool is_signed = true, AddressSpace space = AddressSpace::None) {
  auto type = std::make_shared<Type>(*IntegerType(8, is_signed, space));
  type->flexible = flexible;
  return type;
}

bool IsNumber(const Type& type) {
  return IsInteger(type) || type.kind == TypeKind::Bool;
}

// The type that `old op= operand` gives to an integer map.
TypePtr CompoundType(const Type* old, BinaryOp op, const Type& operand) {
  if (op == BinaryOp::Sub) return CounterType(false);
  const bool fixed_sign = operand.kind != TypeKind::Bool && operand.is_signed && !operand.flexible;
  if (IsShift(op)) return old == nullptr ? CounterType(true) : CounterType(old->flexible, old->is_signed);
  if (old == nullptr || old->flexible) return CounterType(!fixed_sign);
  return CounterType(false, old->is_signed || fixed_sign);
}

}  // namespace

bool Checker::UseShape(uint32_t map, Shape shape, SourceRange range) {
  MapState& state = context.MapAt(map);
  state.used = true;
  if (state.shape == Shape::Unknown) {
    state.shape = shape;
    state.shape_at = range;
    context.inference.changed = true;
  }
  if (state.shape == shape) return true;
  const DiagId id = shape == Shape::Keyed ? DiagId::KeyedAfterScalar : DiagId::ScalarAfterKeyed;
  context.Report(id, range, {state.name}).Note(state.shape_at, "This is the first use.");
  return false;
}

ExprPtr Checker::KeyOf(const ast::ExprList& keys, SourceRange range) {
  std::vector<ExprPtr> parts;
  bool wrong = false;
  for (const auto& key : keys) {
    ExprPtr part = CheckValue(*key);
    const TypeKind kind = part->type->kind;
    if (!Unresolved(part) && kind == TypeKind::Aggregate) {
      context.Report(DiagId::KeyAggregate, part->range, {Spell(*part->type)});
      wrong = true;
    } else if (!Unresolved(part) && (kind == TypeKind::None || kind == TypeKind::Void)) {
      context.Report(DiagId::KeyType, part->range, {Spell(*part->type)});
      wrong = true;
    }
    parts.push_back(std::move(part));
  }
  if (wrong) return Poison(range);
  return parts.size() == 1 ? std::move(parts.front()) : MakeTuple(context, range, std::move(parts));
}

ExprPtr Checker::CheckKey(uint32_t map, ExprPtr key) {
  Slot& slot = context.MapAt(map).key;
  if (!MayWiden(IsLocked(map), slot, key->type, context.MapAt(map).name, key->range))
    return Poison(key->range);
  if (!slot.Add(key->type, context.inference.changed)) {
    return context.ReportAndPoison(DiagId::KeyMismatch, key->range,
                                   {context.MapAt(map).name, Spell(*key->type), Spell(*slot.type)});
  }
  return Convert(context, std::move(key), slot.type);
}

// Null: a scalar access. The shape is settled before the key is checked: it may name the same map.
ExprPtr Checker::CheckKey(uint32_t map, const ast::Map& node) {
  if (node.keys.empty()) {
    return UseShape(map, Shape::Scalar, node.range) ? nullptr : Poison(node.range);
  }
  const bool fits = UseShape(map, Shape::Keyed, node.range);
  const SourceRange range = node.keys.front()->range.Join(node.keys.back()->range);
  ExprPtr key = KeyOf(node.keys, range);
  return fits ? CheckKey(map, std::move(key)) : Poison(node.range);
}

ExprPtr Checker::CheckMap(const ast::Map& node) {
  const uint32_t map = context.inference.Map(node.name);
  Inspect(map);
  ExprPtr key = CheckKey(map, node);
  if (key && Unresolved(key)) return Unresolvable(key->type, node.range);
  MapState& state = context.MapAt(map);
  if (state.value.type == UnknownType()) {
    if (state.value.poisoned) return Poison(node.range);
    if (!context.inference.use_defaults) return Unresolvable(UnknownType(), node.range);
    state.value.Add(IntegerType(8, true), context.inference.changed);
  }
  const TypePtr type = state.value.type;
  if (!state.written) context.Report(DiagId::NeverWrittenMap, node.range, {node.name});
  auto read = std::make_unique<typed::MapRead>(type, node.range);
  read->map = map;
  read->key = std::move(key);
  return read;
}

const ast::Map* Checker::WholeMap(const ast::Expr& expr, std::string_view function, uint32_t& map) {
  if (expr.kind != ast::ExprKind::Map || !ast::As<ast::Map>(expr).keys.empty()) {
    context.Report(DiagId::ExpectsMap, expr.range, {std::string(function)});
    return nullptr;
  }
  const auto& node = ast::As<ast::Map>(expr);
  map = context.inference.Map(node.name);
  context.MapAt(map).used = true;
  if (!context.MapAt(map).written) {
    UnknownMap(context, node.name, node.range);
    return nullptr;
  }
  return &node;
}

bool Checker::AddValue(uint32_t map, const TypePtr& type, SourceRange range) {
  MapState& state = context.MapAt(map);
  state.written = true;
  if (!MayWiden(IsLocked(map), state.value, type, state.name, range)) return false;
  if (state.value.Add(type, context.inference.changed)) return true;
  Diagnostic& diagnostic =
      context.Report(DiagId::MapTypeMismatch, range, {state.name, Spell(*type), Spell(*state.value.type)});
  ExplainFloat(diagnostic, *type, *state.value.type);
  return false;
}

// Whether an expression is a call of an aggregation.
bool IsAggregation(const ast::Expr& expr) {
  return expr.kind == ast::ExprKind::Call && FindMapFunction(ast::As<ast::Call>(expr).name.text);
}

// Whether the value of a block is that of an aggregation, or of such a block.
bool EndsInAggregation(const ast::Expr& expr) {
  if (expr.kind != ast::ExprKind::BlockExpr) return false;
  const ast::ExprPtr& value = ast::As<ast::BlockExpr>(expr).block->value;
  return value && (IsAggregation(Plain(*value)) || EndsInAggregation(*value));
}

StmtPtr Checker::AssignMap(const ast::Assign& node) {
  const auto& target = ast::As<ast::Map>(*node.target);
  const uint32_t map = context.inference.Map(target.name);
  if (!MayAssignMap(node.range)) return nullptr;
  context.MapAt(map).written = true;
  if (node.compound) return AssignCompoundMap(node);
  const ast::Expr& value = Plain(*node.value);
  if (IsAggregation(value)) return AssignAggregate(node, value, CheckKey(map, target), map);
  if (EndsInAggregation(value)) {
    return AssignBlockAggregate(node, ast::As<ast::BlockExpr>(value), CheckKey(map, target), map);
  }
  return AssignMapValue(node, target, map);
}

StmtPtr Checker::AssignAggregate(const ast::Assign& node, const ast::Expr& value, ExprPtr key, uint32_t map) {
  auto aggregate = CheckAggregate(*this, ast::As<ast::Call>(value), map);
  AddValue(map, aggregate.type, node.range);
  auto stmt = std::make_unique<typed::Aggregate>(node.range);
  stmt->map = map;
  stmt->key = std::move(key);
  stmt->operand = std::move(aggregate.operand);
  return stmt;
}

// @m = { $x = ...; avg($x) }: what stands in the block runs, then the map is updated. The key is that of the
// scope around the block.
StmtPtr Checker::AssignBlockAggregate(const ast::Assign& node, const ast::BlockExpr& block, ExprPtr key,
                                      uint32_t map) {
  if (block.expansion) context.expansions.push_back(block.expansion->call);
  auto once = std::make_unique<typed::Repeat>(node.range);
  once->body = CheckBlock(*block.block, false, [&](const ast::Expr& last) {
    const ast::Expr& value = Plain(last);
    Append(IsAggregation(value)
               ? AssignAggregate(node, value, std::move(key), map)
               : AssignBlockAggregate(node, ast::As<ast::BlockExpr>(value), std::move(key), map));
  });
  if (block.expansion) context.expansions.pop_back();
  return once;
}

// `value` as what may be stored in `map`, or null after an error.
ExprPtr Checker::ReadableValue(uint32_t map, const ast::Expr& value, ExprPtr expr) {
  if (Unresolved(expr)) return expr;
  const TypeKind kind = expr->type->kind;
  if (kind == TypeKind::Void) {
    context.Report(DiagId::NotForMap, value.range, {Spell(*expr->type)});
    return nullptr;
  }
  if (kind == TypeKind::None) {
    context.Report(DiagId::InvalidAssignment, value.range);
    return nullptr;
  }
  if (kind != TypeKind::Aggregate) return AsValue(context, std::move(expr));
  const bool castable = IsCastable(*expr->type);
  if (castable && IsInteger(*context.MapAt(map).value.type)) return AsInteger(std::move(expr));
  const std::string function(RowOf(expr->type->function).name);
  Diagnostic& diagnostic =
      context.Report(DiagId::MapCopy, value.range, {Spell(*expr->type), context.MapAt(map).name, function});
  const std::string source = context.MapAt(typed::As<typed::MapRead>(*expr).map).name;
  if (castable)
    diagnostic.Hint("add a cast to integer if you want the value of the aggregate, e.g. `" +
                    context.MapAt(map).name + " = (int64)" + source + ";`");
  return nullptr;
}

StmtPtr Checker::AssignMapValue(const ast::Assign& node, const ast::Map& target, uint32_t map) {
  ExprPtr key = CheckKey(map, target);
  ExprPtr value = ReadableValue(map, *node.value, CheckExpr(*node.value));
  if (!value) return nullptr;
  if (!AddValue(map, value->type, node.range)) return nullptr;
  auto stmt = std::make_unique<typed::AssignMap>(node.range);
  stmt->map = map;
  stmt->key = std::move(key);
  stmt->value = Convert(context, std::move(value), context.MapAt(map).value.type);
  return stmt;
}

// Integer maps are updated in place; others are read, computed and written.
StmtPtr Checker::AssignCompoundMap(const ast::Assign& node) {
  const auto& target = ast::As<ast::Map>(*node.target);
  const uint32_t map = context.inference.Map(target.name);
  ExprPtr key = CheckKey(map, target);
  ExprPtr operand = CheckValue(*node.value);
  const TypePtr old = context.MapAt(map).value.type;
  const bool is_unknown = old == UnknownType();
  if (Unresolved(operand)) {
    if (operand->type == ErrorType()) context.MapAt(map).value.poisoned = true;
    return nullptr;
  }
  if (!is_unknown && old->kind == TypeKind::Aggregate) {
    AddValue(map, CounterType(false), node.range);
    return nullptr;
  }
  if (!is_unknown && !IsInteger(*old)) {
    ExprPtr value = MakeBinary(context, node.range, node.op, CheckMap(target), std::move(operand));
    if (!AddValue(map, value->type, node.range)) return nullptr;
    auto stmt = std::make_unique<typed::AssignMap>(node.range);
    stmt->map = map;
    stmt->key = std::move(key);
    stmt->value = Convert(context, std::move(value), context.MapAt(map).value.type);
    return stmt;
  }
  if (!IsNumber(*operand->type)) {
    const TypePtr left = is_unknown ? CounterType(true) : old;
    ExplainFloat(context.Report(DiagId::OperatorTypes, node.range,
                                {std::string(Spelling(node.op)), Spell(*left), Spell(*operand->type)}),
                 *left, *operand->type);
    return nullptr;
  }
  AddValue(map, CompoundType(is_unknown ? nullptr : old.get(), node.op, *operand->type), node.range);
  const TypePtr& type = context.MapAt(map).value.type;
  const bool quiet = IsShift(node.op) || node.op == BinaryOp::Sub;
  auto stmt = std::make_unique<typed::UpdateMap>(node.range);
  stmt->map = map;
  stmt->key = std::move(key);
  stmt->op = node.op;
  stmt->is_signed = type->is_signed;
  const bool literal = operand->kind == typed::ExprKind::Integer;
  const TypePtr word = IntegerType(8, type->is_signed);
  if (literal) operand->type = word;
  stmt->operand = Convert(context, std::move(operand), word, !quiet);
  return stmt;
}

ExprPtr Checker::CheckMapIncrement(const ast::Unary& node) {
  const auto& target = ast::As<ast::Map>(*node.operand);
  const uint32_t map = context.inference.Map(target.name);
  if (!MayAssignMap(node.range)) return Poison(node.range);
  context.MapAt(map).written = true;
  ExprPtr key = CheckKey(map, target);
  if (key && Unresolved(key)) return Unresolvable(key->type, node.range);
  auto step = std::make_unique<typed::Increment>(UnknownType(), node.range);
  step->is_map = true;
  step->map = map;
  step->key = std::move(key);
  step->decrement = node.op == UnaryOp::PreDecrement || node.op == UnaryOp::PostDecrement;
  step->prefix = node.op == UnaryOp::PreIncrement || node.op == UnaryOp::PreDecrement;
  const Slot& slot = context.MapAt(map).value;
  const TypePtr old = slot.type;
  if (IsPointer(*old)) {
    step->step = std::max(old->element->size, 1U);
    step->type = old;
    return step;
  }
  TypePtr word = CounterType(!step->decrement);
  if (IsInteger(*old)) {
    const bool is_signed = step->decrement || old->is_signed;
    word = CounterType(old->flexible && !step->decrement, is_signed, old->space);
  }
  if (!AddValue(map, word, node.range)) return Poison(node.range);
  step->type = context.MapAt(map).value.type;
  return step;
}

}  // namespace sonde::sema
