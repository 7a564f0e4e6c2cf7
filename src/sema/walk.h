// AnyExpr: whether some expression in a tree has a property; the tree is walked in source order.
// Covered by tests/sema/walk_test.cpp.
#pragma once

#include <functional>

#include "ast/ast.h"

namespace sonde::sema {

using ExprTest = std::function<bool(const ast::Expr&)>;

bool AnyExpr(const ast::Expr& expr, const ExprTest& test);
bool AnyExpr(const ast::Block& block, const ExprTest& test);

}  // namespace sonde::sema
