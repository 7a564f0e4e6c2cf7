// for loops over maps and ranges (language.md 5.7, 5.8). Leaves: Elaborate of them. The loop variable lives
// in a scope of its own around the body. Covered by tests/golden/typed/loops/* and tests/golden/diag/loops/*.
#include "sema/families.h"

namespace sonde::sema {
namespace {

// Declares the loop variable with `type` and checks the body. Returns the variable's slot.
uint32_t CheckLoopBody(Elaborator& elaborator, const ast::For& node, const TypePtr& type,
                       typed::Block& body) {
  elaborator.scope.scopes.emplace_back();
  Binding& binding = elaborator.Declare(node.variable.text, node.variable.range, node.declaration);
  binding.assigned = true;
  binding.state->type.Add(type, elaborator.context.inference.changed);
  const uint32_t slot = binding.slot;
  ++elaborator.scope.loop_depth;
  ++elaborator.scope.for_depth;
  body = elaborator.Block(*node.body, false);
  --elaborator.scope.for_depth;
  --elaborator.scope.loop_depth;
  elaborator.EndScope();
  return slot;
}

StmtPtr CheckForRange(Elaborator& elaborator, const ast::For& node) {
  const auto end_point = [&](const ast::Expr& expr, const char* which) {
    ExprPtr value = elaborator.Value(expr);
    if (Unresolved(value) || IsInteger(*value->type)) return value;
    return elaborator.context.ReportAndPoison(DiagId::LoopRangeType, expr.range,
                                              {which, Spell(*value->type)});
  };
  ExprPtr begin = end_point(*node.begin, "start");
  ExprPtr end = end_point(*node.end, "end");
  auto stmt = std::make_unique<typed::ForRange>(node.range);
  if (Unresolved(begin) || Unresolved(end)) {
    stmt->slot = CheckLoopBody(elaborator, node, Unresolved(begin) ? begin->type : end->type, stmt->body);
    return nullptr;
  }
  const bool literals =
      IsLiteralInteger(*begin) && IsLiteralInteger(*end) && !IsLive(*begin) && !IsLive(*end);
  if (literals && !NumberOf(*begin).negative && !NumberOf(*end).negative &&
      NumberOf(*begin).bits > NumberOf(*end).bits) {
    const std::string from = NumberOf(*begin).Text();
    const std::string to = NumberOf(*end).Text();
    elaborator.context.Report(DiagId::LoopEmpty, node.begin->range.Join(node.end->range), {from, to})
        .Hint("write for " + node.variable.text + " : " + to + ".." + from + " { ... }, and " +
              std::to_string(NumberOf(*begin).bits - 1) + " - " + node.variable.text +
              " for the numbers downwards");
  }
  const TypePtr type = Promote(begin->type, end->type);
  const auto promoted = [&](ExprPtr value) {
    const Type& from = *value->type;
    const bool differs = from.size != type->size || (from.is_signed != type->is_signed && !from.flexible);
    const bool adapts = value->kind == typed::ExprKind::Integer || (from.flexible && from.size <= type->size);
    if (differs && !adapts)
      elaborator.context.Report(DiagId::ImplicitCast, value->range, {Spell(from), Spell(*type)});
    return ToWord(elaborator.context, Convert(elaborator.context, std::move(value), type, false));
  };
  stmt->begin = promoted(std::move(begin));
  stmt->end = promoted(std::move(end));
  stmt->slot = CheckLoopBody(elaborator, node, type, stmt->body);
  return stmt;
}

// $kv is (key, value); aggregations are read over all CPUs.
StmtPtr CheckForMap(Elaborator& elaborator, const ast::For& node) {
  auto stmt = std::make_unique<typed::ForMap>(node.range);
  const bool known = elaborator.WholeMap(*node.map, "for", stmt->map) != nullptr;
  TypePtr type = known ? UnknownType() : ErrorType();
  if (known && elaborator.context.MapAt(stmt->map).shape == Shape::Scalar) {
    const std::string name = elaborator.context.MapAt(stmt->map).name;
    elaborator.context.Report(DiagId::LoopOverScalar, node.map->range, {name})
        .Hint("it holds one value, which is " + name + " itself; with keys it is " + name +
              "[tid] = ... where it is set");
    type = ErrorType();
  } else if (known) {
    elaborator.UseShape(stmt->map, Shape::Keyed, node.map->range);
    const TypePtr key = elaborator.context.MapAt(stmt->map).key.type;
    TypePtr value = elaborator.context.MapAt(stmt->map).value.type;
    if (!Unresolved(value) && value->kind == TypeKind::Aggregate && !IsCastable(*value)) {
      elaborator.context.Report(DiagId::LoopMapType, node.map->range, {Spell(*value)});
      type = ErrorType();
    } else if (!Unresolved(key) && !Unresolved(value)) {
      if (IsCastable(*value)) value = IntegerType(8, value->is_signed);
      type = TupleType({key, value});
    }
  }
  stmt->slot = CheckLoopBody(elaborator, node, type, stmt->body);
  if (Unresolved(type)) return nullptr;
  return stmt;
}

}  // namespace

void Elaborate(Elaborator& elaborator, const ast::For& node) {
  if (const Binding* existing = elaborator.scope.Find(node.variable.text)) {
    elaborator.context.Report(DiagId::LoopShadows, node.variable.range, {node.variable.text})
        .Note(existing->declared_at, "This is the initial assignment.");
    return;
  }
  elaborator.probe->has_loops = true;
  elaborator.Append(node.map ? CheckForMap(elaborator, node) : CheckForRange(elaborator, node));
}

}  // namespace sonde::sema
