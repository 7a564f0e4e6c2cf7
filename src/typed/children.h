// The one walker over typed trees: what a node consists of. Leaves: VisitParts, Any, ForEach, and what rows
// say of a node. Covered by tests/typed/children_test.cpp.
#pragma once

#include <utility>
#include <vector>

#include "typed/expressions.h"
#include "typed/statements.h"

namespace sonde::typed {

// Calls `on_expr` for each expression that stands directly in a node, and `on_block` for each block, in the
// order in which they are evaluated. Parts that a node has not are left out.
template <typename OnExpr, typename OnBlock>
class PartVisitor {
 public:
  PartVisitor(OnExpr& on_expr, OnBlock& on_block) : on_expr_(on_expr), on_block_(on_block) {}

  template <typename... Parts>
  void operator()(const Parts&... parts) const {
    (Visit(parts), ...);
  }

 private:
  void Visit(const ExprPtr& part) const {
    if (part) on_expr_(std::as_const(*part));
  }
  void Visit(const std::vector<ExprPtr>& parts) const {
    for (const ExprPtr& part : parts)
      Visit(part);
  }
  void Visit(const Block& block) const { on_block_(block); }

  OnExpr& on_expr_;
  OnBlock& on_block_;
};

template <typename OnExpr, typename OnBlock>
void VisitParts(const Expr& expr, OnExpr&& on_expr, OnBlock&& on_block) {
  const PartVisitor visitor(on_expr, on_block);
  switch (expr.kind) {
#define EXPR(name, result, effect, fault, weight) \
  case ExprKind::name:                            \
    return As<name>(expr).Parts(visitor);
#include "typed/nodes.def"
  }
}

template <typename OnExpr, typename OnBlock>
void VisitParts(const Stmt& stmt, OnExpr&& on_expr, OnBlock&& on_block) {
  const PartVisitor visitor(on_expr, on_block);
  switch (stmt.kind) {
#define STMT(name, role, weight) \
  case StmtKind::name:           \
    return As<name>(stmt).Parts(visitor);
#include "typed/nodes.def"
  }
}

// What the node alone does: of a call of a function and of a builtin what its row says.
inline Effect OwnEffect(const Expr& expr) {
  return expr.kind == ExprKind::Apply ? RowOf(As<Apply>(expr).function).effect : RowOf(expr.kind).effect;
}
inline Fault OwnFault(const Expr& expr) {
  return expr.kind == ExprKind::Apply ? RowOf(As<Apply>(expr).function).fault : RowOf(expr.kind).fault;
}
inline uint32_t OwnWeight(const Expr& expr) {
  if (expr.kind == ExprKind::Builtin) return RowOf(As<Builtin>(expr).id).weight;
  return expr.kind == ExprKind::Apply ? RowOf(As<Apply>(expr).function).weight : RowOf(expr.kind).weight;
}
inline bool IsCallOf(const Expr& expr, FunctionId function) {
  return expr.kind == ExprKind::Apply && As<Apply>(expr).function == function;
}

// Whether `matches` holds for `expr` or for an expression in it, outside of blocks.
template <typename Matches>
bool Any(const Expr& expr, const Matches& matches) {
  if (matches(expr)) return true;
  bool found = false;
  VisitParts(expr, [&](const Expr& part) { found = found || Any(part, matches); }, [](const Block&) {});
  return found;
}

template <typename Use>
void ForEach(const Block& block, const Use& use);

// Calls `use` for a node's expressions, and for those in them and in their blocks, outer ones first.
template <typename Use>
void ForEach(const Expr& expr, const Use& use) {
  use(expr);
  VisitParts(
      expr, [&](const Expr& part) { ForEach(part, use); }, [&](const Block& block) { ForEach(block, use); });
}
template <typename Use>
void ForEach(const Block& block, const Use& use) {
  for (const auto& stmt : block.statements) {
    VisitParts(
        *stmt, [&](const Expr& part) { ForEach(part, use); },
        [&](const Block& inner) { ForEach(inner, use); });
  }
  if (block.value) ForEach(std::as_const(*block.value), use);
}

// The same for all that a probe's program runs: predicate, body, and the functions that it calls.
template <typename AnyProbe, typename Use>
void ForEachOf(const AnyProbe& probe, const Use& use) {
  if (probe.predicate) ForEach(std::as_const(*probe.predicate), use);
  ForEach(probe.body, use);
  for (const auto& called : probe.functions)
    ForEach(called.body, use);
}

}  // namespace sonde::typed
