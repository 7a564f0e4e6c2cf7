// Maps: scalar or keyed, types of keys and values over the whole program, assignments (language.md 6).
// Leaves: Elaborator's WholeMap, UseShape and Key, Elaborate of maps, AssignMap, CheckMapIncrement.
// Covered by tests/golden/typed/maps/* and tests/golden/diag/maps/*.
#include <algorithm>

#include "base/nearest.h"
#include "sema/advice.h"
#include "sema/families.h"
#include "sema/functions/calls.h"
#include "sema/names.h"

namespace sonde::sema {
namespace {

// Operands that are not evaluated assign nothing: their types would take part in the inference.
bool MayAssignMap(Elaborator& elaborator, SourceRange range) {
  if (elaborator.scope.unevaluated == nullptr) return true;
  elaborator.context.Report(DiagId::MapAssignInside, range, {elaborator.scope.unevaluated});
  return false;
}

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

// Whether an expression is a call of an aggregation.
bool IsAggregation(const ast::Expr& expr) {
  return expr.kind == ast::ExprKind::Call && FindAggregation(ast::As<ast::Call>(expr).name.text);
}

// Whether the value of a block is that of an aggregation, or of such a block.
bool EndsInAggregation(const ast::Expr& expr) {
  if (expr.kind != ast::ExprKind::BlockExpr) return false;
  const ast::ExprPtr& value = ast::As<ast::BlockExpr>(expr).block->value;
  return value && (IsAggregation(Plain(*value)) || EndsInAggregation(*value));
}

// Whether an expression is {} as it is written, not what a macro stands for.
bool IsEmptyBlock(const ast::Expr& expr) {
  if (expr.kind != ast::ExprKind::BlockExpr) return false;
  const auto& block = ast::As<ast::BlockExpr>(expr);
  return !block.expansion && block.block->statements.empty() && !block.block->value;
}

ExprPtr KeyOf(Elaborator& elaborator, const ast::ExprList& keys, SourceRange range) {
  std::vector<ExprPtr> parts;
  bool wrong = false;
  for (const auto& key : keys) {
    ExprPtr part = elaborator.Value(*key);
    const TypeKind kind = part->type->kind;
    if (!Unresolved(part) && kind == TypeKind::Aggregate) {
      elaborator.context.Report(DiagId::KeyAggregate, part->range, {Spell(*part->type)});
      wrong = true;
    } else if (!Unresolved(part) && (kind == TypeKind::None || kind == TypeKind::Void)) {
      elaborator.context.Report(DiagId::KeyType, part->range, {Spell(*part->type)});
      wrong = true;
    } else if (!Unresolved(part) && IsTextAddress(*part->type)) {
      WarnTextAddress(elaborator.context, *part, key->range, "the key");
    }
    parts.push_back(std::move(part));
  }
  if (wrong) return Poison(range);
  return parts.size() == 1 ? std::move(parts.front())
                           : MakeTuple(elaborator.context, range, std::move(parts));
}

bool AddValue(Elaborator& elaborator, uint32_t map, const TypePtr& type, SourceRange range) {
  MapState& state = elaborator.context.MapAt(map);
  state.written = true;
  if (state.written_at == SourceRange{}) state.written_at = range;
  if (!elaborator.locks.Allows(elaborator.context, map, state.value, type, state.name, range)) return false;
  if (state.value.Add(type, elaborator.context.inference.changed)) return true;
  if (state.shape_refused == range.begin) return false;  // said already: it is another map that is meant
  Diagnostic& diagnostic = elaborator.context.Report(DiagId::MapTypeMismatch, range,
                                                     {state.name, Spell(*type), Spell(*state.value.type)});
  ExplainFloat(diagnostic, *type, *state.value.type);
  const Type& old = *state.value.type;
  const std::string other = state.name == "@" ? "@other" : state.name + "2";
  if (old.kind == TypeKind::Aggregate && type->kind != TypeKind::Aggregate) {
    diagnostic.Hint("to begin again, write clear(" + state.name +
                    "); for something else take another name: " + other);
  } else {
    diagnostic.Hint("a map keeps values of one type: take another name for these, " + other);
  }
  return false;
}

StmtPtr AssignAggregate(Elaborator& elaborator, const ast::Assign& node, const ast::Expr& value, ExprPtr key,
                        uint32_t map) {
  auto aggregate = CheckAggregate(elaborator, ast::As<ast::Call>(value), map);
  AddValue(elaborator, map, aggregate.type, node.range);
  auto stmt = std::make_unique<typed::Aggregate>(node.range);
  stmt->map = map;
  stmt->key = std::move(key);
  stmt->operand = std::move(aggregate.operand);
  return stmt;
}

// @m = { $x = ...; avg($x) }: what stands in the block runs, then the map is updated. The key is that of the
// scope around the block.
StmtPtr AssignBlockAggregate(Elaborator& elaborator, const ast::Assign& node, const ast::BlockExpr& block,
                             ExprPtr key, uint32_t map) {
  if (block.expansion) elaborator.context.expansions.push_back(block.expansion->call);
  auto once = std::make_unique<typed::Repeat>(node.range);
  once->body = elaborator.Block(*block.block, false, [&](const ast::Expr& last) {
    const ast::Expr& value = Plain(last);
    elaborator.Append(
        IsAggregation(value)
            ? AssignAggregate(elaborator, node, value, std::move(key), map)
            : AssignBlockAggregate(elaborator, node, ast::As<ast::BlockExpr>(value), std::move(key), map));
  });
  if (block.expansion) elaborator.context.expansions.pop_back();
  return once;
}

// `value` as what may be stored in `map`, or null after an error.
ExprPtr ReadableValue(Context& context, uint32_t map, const ast::Expr& value, ExprPtr expr) {
  if (Unresolved(expr)) return expr;
  const TypeKind kind = expr->type->kind;
  if (kind == TypeKind::Void) {
    context.Report(DiagId::NotForMap, value.range, {Spell(*expr->type)})
        .Hint(
            "what prints has no value; a text for a map is \"...\", str(ADDRESS) or str_concat(comm, \"x\")");
    return nullptr;
  }
  if (kind == TypeKind::None) {
    AdviseNoValue(context, context.Report(DiagId::InvalidAssignment, value.range), value.range);
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

// `value` as what the map has from now on.
StmtPtr StoreInMap(Elaborator& elaborator, SourceRange range, uint32_t map, ExprPtr key, ExprPtr value) {
  if (!AddValue(elaborator, map, value->type, range)) return nullptr;
  auto stmt = std::make_unique<typed::AssignMap>(range);
  stmt->map = map;
  stmt->key = std::move(key);
  stmt->value = Convert(elaborator.context, std::move(value), elaborator.context.MapAt(map).value.type);
  return stmt;
}

StmtPtr AssignMapValue(Elaborator& elaborator, const ast::Assign& node, const ast::Map& target,
                       uint32_t map) {
  ExprPtr key = target.keys.empty() ? nullptr : elaborator.Key(map, target);
  ExprPtr value = ReadableValue(elaborator.context, map, *node.value, elaborator.Expression(*node.value));
  const bool failed = !value || value->type == ErrorType();
  // Whether the map has keys is not decided by a mistake: @m = dict(); @m["a"] = 1.
  if (target.keys.empty() && failed) elaborator.context.MapAt(map).value.poisoned = true;
  if (!value || (target.keys.empty() && failed)) return nullptr;
  if (target.keys.empty()) key = elaborator.Key(map, target);
  return StoreInMap(elaborator, node.range, map, std::move(key), std::move(value));
}

// @m op= operand of an integer map, or of one that has no type yet: in place.
StmtPtr UpdateInPlace(Elaborator& elaborator, const ast::Assign& node, uint32_t map, ExprPtr key,
                      ExprPtr operand) {
  const TypePtr old = elaborator.context.MapAt(map).value.type;
  const bool is_unknown = old == UnknownType();
  if (!IsNumber(*operand->type)) {
    const TypePtr left = is_unknown ? CounterType(true) : old;
    ExplainFloat(
        elaborator.context.Report(DiagId::OperatorTypes, node.range,
                                  {std::string(Spelling(node.op)), Spell(*left), Spell(*operand->type)}),
        *left, *operand->type);
    return nullptr;
  }
  AddValue(elaborator, map, CompoundType(is_unknown ? nullptr : old.get(), node.op, *operand->type),
           node.range);
  const TypePtr& type = elaborator.context.MapAt(map).value.type;
  const bool quiet = IsShift(node.op) || node.op == BinaryOp::Sub;
  auto stmt = std::make_unique<typed::UpdateMap>(node.range);
  stmt->map = map;
  stmt->key = std::move(key);
  stmt->op = node.op;
  stmt->is_signed = type->is_signed;
  const TypePtr word = IntegerType(8, type->is_signed);
  if (operand->kind == typed::ExprKind::Integer) operand->type = word;
  stmt->operand = Convert(elaborator.context, std::move(operand), word, !quiet);
  return stmt;
}

// Integer maps are updated in place; others are read, computed and written.
StmtPtr AssignCompoundMap(Elaborator& elaborator, const ast::Assign& node) {
  const auto& target = ast::As<ast::Map>(*node.target);
  const uint32_t map = elaborator.context.inference.Map(target.name);
  ExprPtr key = elaborator.Key(map, target);
  ExprPtr operand = elaborator.Value(*node.value);
  const TypePtr old = elaborator.context.MapAt(map).value.type;
  if (Unresolved(operand)) {
    if (operand->type == ErrorType()) elaborator.context.MapAt(map).value.poisoned = true;
    return nullptr;
  }
  if (old == UnknownType() || IsInteger(*old)) {
    return UpdateInPlace(elaborator, node, map, std::move(key), std::move(operand));
  }
  if (old->kind == TypeKind::Aggregate) {
    AddValue(elaborator, map, CounterType(false), node.range);
    return nullptr;
  }
  ExprPtr value =
      MakeBinary(elaborator.context, node.range, node.op, Elaborate(elaborator, target), std::move(operand));
  return StoreInMap(elaborator, node.range, map, std::move(key), std::move(value));
}

}  // namespace

// What was given where a whole map is expected.
static void AdviseMap(const Context& context, Diagnostic& diagnostic, const ast::Expr& expr,
                      std::string_view function) {
  const std::string call(function);
  const std::string written = context.Text(expr.range);
  if (expr.kind == ast::ExprKind::Map && !written.empty()) {
    const auto& map = ast::As<ast::Map>(expr);
    const std::string key = written.substr(map.name.size() + 1, written.size() - map.name.size() - 2);
    if (call == "clear" || call == "zero") {
      diagnostic.Hint("of one element it is delete(" + map.name + ", " + key + "); of the whole map " + call +
                      "(" + map.name + ")");
    } else {
      diagnostic.Hint("write " + call + "(" + map.name + ", " + key + ")");
    }
  } else if (expr.kind == ast::ExprKind::IndexAccess && !written.empty()) {
    diagnostic.Hint("the name of a map begins with @: " + call + "(@" + written + ")")
        .Fix({expr.range.begin, expr.range.begin}, "@");
  } else if (expr.kind == ast::ExprKind::Identifier) {
    diagnostic.Hint("the name of a map begins with @: " + call + "(@" + written + ")")
        .Fix({expr.range.begin, expr.range.begin}, "@");
  } else if (expr.kind == ast::ExprKind::StringLiteral && written.size() > 2) {
    const std::string name = written.substr(1, written.size() - 2);
    const std::string map = name.starts_with('@') ? name : "@" + name;
    if (name.find_first_of(" \\") == std::string::npos)
      diagnostic.Hint("a map has no quotes: write " + call + "(" + map + ")").Fix(expr.range, map);
  } else if (expr.kind == ast::ExprKind::Variable) {
    diagnostic.Hint("a variable is none; a map would be @" + written.substr(written.empty() ? 0 : 1));
  }
}

bool Elaborator::UseShape(uint32_t map, Shape shape, SourceRange range) {
  MapState& state = context.MapAt(map);
  state.used = true;
  if (state.shape == Shape::Unknown) {
    state.shape = shape;
    state.shape_at = range;
    context.inference.changed = true;
  }
  if (state.shape == shape) return true;
  const DiagId id = shape == Shape::Keyed ? DiagId::KeyedAfterScalar : DiagId::ScalarAfterKeyed;
  state.shape_refused = range.begin;
  Diagnostic& diagnostic =
      context.Report(id, range, {state.name}).Note(state.shape_at, "This is the first use.");
  const std::string keyed = context.Text(shape == Shape::Keyed ? range : state.shape_at);
  const std::string other = state.name == "@" ? "@other" : state.name + "2";
  const Type& value = *state.value.type;
  const bool rows = value.kind == TypeKind::Aggregate && IsCastable(value) == false;
  const bool part = value.kind == TypeKind::Tuple && !IsRecord(value) && shape == Shape::Keyed &&
                    keyed.find_first_not_of("0123456789", state.name.size() + 1) == keyed.size() - 1;
  if (part) {
    const std::string instead =
        state.name + "." + keyed.substr(state.name.size() + 1, keyed.size() - state.name.size() - 2);
    diagnostic.Hint("the parts of a tuple stand behind a dot: write " + instead).Fix(range, instead);
  } else if (rows && shape == Shape::Keyed) {
    diagnostic.Hint("the rows of a " + std::string(RowOf(value.function).name) +
                    "() cannot be read one by one; all of them are shown by print(" + state.name + ")");
  } else if (!keyed.empty())
    diagnostic.Hint("write " + keyed + " in both places, or take another name for one of them: " + other);
  return false;
}

ExprPtr Elaborator::Key(uint32_t map, ExprPtr key) {
  InferredType& inferred = context.MapAt(map).key;
  if (inferred.type == UnknownType() && !Unresolved(key)) context.MapAt(map).key_at = key->range;
  if (!locks.Allows(context, map, inferred, key->type, context.MapAt(map).name, key->range))
    return Poison(key->range);
  if (!inferred.Add(key->type, context.inference.changed)) {
    const std::string& name = context.MapAt(map).name;
    Diagnostic& diagnostic =
        context.Report(DiagId::KeyMismatch, key->range, {name, Spell(*key->type), Spell(*inferred.type)});
    const SourceRange first = context.MapAt(map).key_at;
    const std::string other = (name == "@" ? "@other" : name + "2") + "[" + context.Text(key->range) + "]";
    if (!context.Text(first).empty()) diagnostic.Note(first, "This is the first use.");
    const Type& given = *key->type;
    const std::string written = context.Text(key->range);
    const bool pair = given.kind == TypeKind::Tuple && given.elements.size() == 2 &&
                      written.starts_with('$') && written.find('.') == std::string::npos &&
                      Same(*given.elements[0], *inferred.type);
    if (pair) {  // the variable of a loop
      diagnostic.Hint(written + " is key and value: the key is " + written + ".0")
          .Fix(key->range, written + ".0");
      return Poison(key->range);
    }
    diagnostic.Hint("a map has keys of one type, in one order: write " + name + "[" + context.Text(first) +
                    "], or take another name, " + other);
    return Poison(key->range);
  }
  return Convert(context, std::move(key), inferred.type);
}

// Null: a scalar access. The shape is settled before the key is checked: it may name the same map.
ExprPtr Elaborator::Key(uint32_t map, const ast::Map& node) {
  if (node.keys.empty()) {
    return UseShape(map, Shape::Scalar, node.range) ? nullptr : Poison(node.range);
  }
  const bool fits = UseShape(map, Shape::Keyed, node.range);
  const SourceRange range = node.keys.front()->range.Join(node.keys.back()->range);
  ExprPtr key = KeyOf(*this, node.keys, range);
  return fits ? Key(map, std::move(key)) : Poison(node.range);
}

ExprPtr Elaborate(Elaborator& elaborator, const ast::Map& node) {
  const uint32_t map = elaborator.context.inference.Map(node.name);
  elaborator.locks.Inspect(map);
  ExprPtr key = elaborator.Key(map, node);
  if (key && Unresolved(key)) return Unresolvable(key->type, node.range);
  MapState& state = elaborator.context.MapAt(map);
  if (state.value.type == UnknownType()) {
    if (state.value.poisoned) return Poison(node.range);
    if (!elaborator.context.inference.use_defaults) return Unresolvable(UnknownType(), node.range);
    state.value.Add(IntegerType(8, true), elaborator.context.inference.changed);
  }
  const TypePtr type = state.value.type;
  if (!state.written) {
    Diagnostic& diagnostic = elaborator.context.Report(DiagId::NeverWrittenMap, node.range, {node.name});
    std::vector<std::string> written;
    for (const auto& other : elaborator.context.inference.maps)
      if (other.written) written.push_back(other.name);
    const std::string near = FindNearest(node.name, written).name;
    if (!near.empty()) diagnostic.Hint("did you mean `" + near + "`?");
    if (near.empty() && !node.keys.empty())
      diagnostic.Hint("a probe gives it one, by " + elaborator.context.Text(node.range) + " = nsecs, say");
  }
  auto read = std::make_unique<typed::MapRead>(type, node.range);
  read->map = map;
  read->key = std::move(key);
  return read;
}

const ast::Map* Elaborator::WholeMap(const ast::Expr& expr, std::string_view function, uint32_t& map) {
  if (expr.kind != ast::ExprKind::Map || !ast::As<ast::Map>(expr).keys.empty()) {
    AdviseMap(context, context.Report(DiagId::ExpectsMap, expr.range, {std::string(function)}), expr,
              function);
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

StmtPtr AssignMap(Elaborator& elaborator, const ast::Assign& node) {
  const auto& target = ast::As<ast::Map>(*node.target);
  const uint32_t map = elaborator.context.inference.Map(target.name);
  if (!MayAssignMap(elaborator, node.range)) return nullptr;
  elaborator.context.MapAt(map).written = true;
  if (node.compound) return AssignCompoundMap(elaborator, node);
  const ast::Expr& value = Plain(*node.value);
  if (IsEmptyBlock(value)) {  // {} of other languages: it says nothing of the map
    AdviseNoValue(elaborator.context, elaborator.context.Report(DiagId::InvalidAssignment, value.range),
                  value.range);
    elaborator.context.MapAt(map).value.poisoned = true;
    return nullptr;
  }
  if (IsAggregation(value)) return AssignAggregate(elaborator, node, value, elaborator.Key(map, target), map);
  if (EndsInAggregation(value)) {
    return AssignBlockAggregate(elaborator, node, ast::As<ast::BlockExpr>(value), elaborator.Key(map, target),
                                map);
  }
  return AssignMapValue(elaborator, node, target, map);
}

ExprPtr CheckMapIncrement(Elaborator& elaborator, const ast::Unary& node) {
  const auto& target = ast::As<ast::Map>(*node.operand);
  const uint32_t map = elaborator.context.inference.Map(target.name);
  if (!MayAssignMap(elaborator, node.range)) return Poison(node.range);
  elaborator.context.MapAt(map).written = true;
  ExprPtr key = elaborator.Key(map, target);
  if (key && Unresolved(key)) return Unresolvable(key->type, node.range);
  auto step = std::make_unique<typed::Increment>(UnknownType(), node.range);
  step->is_map = true;
  step->map = map;
  step->key = std::move(key);
  step->decrement = node.op == UnaryOp::PreDecrement || node.op == UnaryOp::PostDecrement;
  step->prefix = node.op == UnaryOp::PreIncrement || node.op == UnaryOp::PreDecrement;
  const InferredType& inferred = elaborator.context.MapAt(map).value;
  const TypePtr old = inferred.type;
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
  if (!AddValue(elaborator, map, word, node.range)) return Poison(node.range);
  step->type = elaborator.context.MapAt(map).value.type;
  return step;
}

}  // namespace sonde::sema
