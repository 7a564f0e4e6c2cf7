// Visits the parts of a tree. ForEachChild names the direct children of a node in source order; Walk calls a
// visitor for every expression, statement and block below, parents first.
//
//   ast::WalkExprs(program, [&](const ast::Expr& e) { ... });         // every expression
//   ast::AnyExpr(block, [&](const ast::Expr& e) { return ...; })      // whether one has a property
//   ast::Walk(program, ast::Visitor{.expr = ..., .stmt = ..., ...});  // any of the three
//
// Covered by tests/ast/walker_test.cpp.
#pragma once

#include <functional>

#include "ast/ast.h"

namespace sonde::ast {

// What to do at each node. `true` goes on into the node's children; an empty function means `true`.
struct Visitor {
  std::function<bool(const Expr&)> expr;
  std::function<bool(const Stmt&)> stmt;
  std::function<bool(const Block&)> block;
};

// The direct children, in source order. Types are looked into: the operand of a typeof is a child.
void ForEachChild(const Expr& expr, const Visitor& visit);
void ForEachChild(const Stmt& stmt, const Visitor& visit);
void ForEachChild(const Block& block, const Visitor& visit);
void ForEachChild(const TypeName& type, const Visitor& visit);

// The node itself and everything below it.
void Walk(const Expr& expr, const Visitor& visitor);
void Walk(const Stmt& stmt, const Visitor& visitor);
void Walk(const Block& block, const Visitor& visitor);
// Probes, macros and functions, in this order.
void Walk(const Program& program, const Visitor& visitor);

// Every expression of `root`.
template <typename Root>
void WalkExprs(const Root& root, const std::function<void(const Expr&)>& visit) {
  Walk(root, Visitor{[&](const Expr& expr) {
                       visit(expr);
                       return true;
                     },
                     {},
                     {}});
}

// Whether some expression of `root` passes the test; the walk ends at the first.
template <typename Root>
bool AnyExpr(const Root& root, const std::function<bool(const Expr&)>& test) {
  bool found = false;
  Walk(root, Visitor{[&](const Expr& expr) {
                       found = found || test(expr);
                       return !found;
                     },
                     {},
                     {}});
  return found;
}

}  // namespace sonde::ast
