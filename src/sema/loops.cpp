// for loops over maps and ranges (language.md 5.7, 5.8). Leaves: Checker's CheckFor. The loop variable lives
// in a scope of its own around the body. Covered by tests/golden/typed/loops/* and tests/golden/diag/loops/*.
#include "sema/checker.h"

namespace sonde::sema {

void Checker::CheckFor(const ast::For& node) {
  if (const Binding* existing = Find(node.variable.text)) {
    context.Report(DiagId::LoopShadows, node.variable.range, {node.variable.text})
        .Note(existing->declared_at, "This is the initial assignment.");
    return;
  }
  probe_->has_loops = true;
  Append(node.map ? CheckForMap(node) : CheckForRange(node));
}

// Declares the loop variable with `type` and checks the body. Returns the variable's slot.
uint32_t Checker::CheckLoopBody(const ast::For& node, const TypePtr& type, typed::Block& body) {
  scopes_.emplace_back();
  Binding& binding = Declare(node.variable.text, node.variable.range, node.declaration);
  binding.assigned = true;
  binding.state->slot.Add(type, context.inference.changed);
  const uint32_t slot = binding.slot;
  ++loop_depth_;
  ++for_depth_;
  body = CheckBlock(*node.body, false);
  --for_depth_;
  --loop_depth_;
  EndScope();
  return slot;
}

StmtPtr Checker::CheckForRange(const ast::For& node) {
  const auto end_point = [&](const ast::Expr& expr, const char* which) {
    ExprPtr value = CheckValue(expr);
    if (Unresolved(value) || IsInteger(*value->type)) return value;
    return context.ReportAndPoison(DiagId::LoopRangeType, expr.range, {which, Spell(*value->type)});
  };
  ExprPtr begin = end_point(*node.begin, "start");
  ExprPtr end = end_point(*node.end, "end");
  auto stmt = std::make_unique<typed::ForRange>(node.range);
  if (Unresolved(begin) || Unresolved(end)) {
    stmt->slot = CheckLoopBody(node, Unresolved(begin) ? begin->type : end->type, stmt->body);
    return nullptr;
  }
  const TypePtr type = Promote(begin->type, end->type);
  const auto promoted = [&](ExprPtr value) {
    const Type& from = *value->type;
    const bool differs = from.size != type->size || (from.is_signed != type->is_signed && !from.flexible);
    const bool adapts = value->kind == typed::ExprKind::Integer || (from.flexible && from.size <= type->size);
    if (differs && !adapts) context.Report(DiagId::ImplicitCast, value->range, {Spell(from), Spell(*type)});
    return ToWord(context, Convert(context, std::move(value), type, false));
  };
  stmt->begin = promoted(std::move(begin));
  stmt->end = promoted(std::move(end));
  stmt->slot = CheckLoopBody(node, type, stmt->body);
  return stmt;
}

// $kv is (key, value); aggregations are read over all CPUs.
StmtPtr Checker::CheckForMap(const ast::For& node) {
  auto stmt = std::make_unique<typed::ForMap>(node.range);
  const bool known = WholeMap(*node.map, "for", stmt->map) != nullptr;
  TypePtr type = known ? UnknownType() : ErrorType();
  if (known && context.MapAt(stmt->map).shape == Shape::Scalar) {
    context.Report(DiagId::LoopOverScalar, node.map->range, {context.MapAt(stmt->map).name});
    type = ErrorType();
  } else if (known) {
    UseShape(stmt->map, Shape::Keyed, node.map->range);
    const TypePtr key = context.MapAt(stmt->map).key.type;
    TypePtr value = context.MapAt(stmt->map).value.type;
    if (!Unresolved(value) && value->kind == TypeKind::Aggregate && !IsCastable(*value)) {
      context.Report(DiagId::LoopMapType, node.map->range, {Spell(*value)});
      type = ErrorType();
    } else if (!Unresolved(key) && !Unresolved(value)) {
      if (IsCastable(*value)) value = IntegerType(8, value->is_signed);
      type = TupleType({key, value});
    }
  }
  stmt->slot = CheckLoopBody(node, type, stmt->body);
  if (Unresolved(type)) return nullptr;
  return stmt;
}

}  // namespace sonde::sema
