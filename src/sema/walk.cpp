// Walking the syntax tree. Leaves: AnyExpr. Covered by tests/sema/walk_test.cpp.
#include "sema/walk.h"

#include <algorithm>

namespace sonde::sema {
namespace {

using ast::As;
using ast::ExprKind;
using ast::StmtKind;

bool Any(const ast::ExprPtr& expr, const ExprTest& test) {
  return expr && AnyExpr(*expr, test);
}

bool Any(const ast::ExprList& list, const ExprTest& test) {
  return std::any_of(list.begin(), list.end(), [&](const auto& expr) { return Any(expr, test); });
}

bool AnyInside(const ast::Expr& expr, const ExprTest& test) {
  switch (expr.kind) {
    case ExprKind::Map:
      return Any(As<ast::Map>(expr).keys, test);
    case ExprKind::Call:
      return Any(As<ast::Call>(expr).args, test);
    case ExprKind::Unary:
      return Any(As<ast::Unary>(expr).operand, test);
    case ExprKind::Binary: {
      const auto& node = As<ast::Binary>(expr);
      return Any(node.left, test) || Any(node.right, test);
    }
    case ExprKind::Ternary: {
      const auto& node = As<ast::Ternary>(expr);
      return Any(node.condition, test) || Any(node.then, test) || Any(node.otherwise, test);
    }
    case ExprKind::FieldAccess:
      return Any(As<ast::FieldAccess>(expr).base, test);
    case ExprKind::TupleAccess:
      return Any(As<ast::TupleAccess>(expr).base, test);
    case ExprKind::IndexAccess: {
      const auto& node = As<ast::IndexAccess>(expr);
      return Any(node.base, test) || Any(node.index, test);
    }
    case ExprKind::Tuple:
      return Any(As<ast::Tuple>(expr).elements, test);
    case ExprKind::Record: {
      const auto& fields = As<ast::Record>(expr).fields;
      return std::any_of(fields.begin(), fields.end(), [&](const auto& f) { return Any(f.value, test); });
    }
    case ExprKind::Cast:
      return Any(As<ast::Cast>(expr).operand, test);
    case ExprKind::TypeQuery:
      return Any(As<ast::TypeQuery>(expr).operand.expr, test);
    case ExprKind::Comptime:
      return Any(As<ast::Comptime>(expr).operand, test);
    case ExprKind::If: {
      const auto& node = As<ast::If>(expr);
      return Any(node.condition, test) || AnyExpr(*node.then, test) || Any(node.otherwise, test);
    }
    case ExprKind::BlockExpr:
      return AnyExpr(*As<ast::BlockExpr>(expr).block, test);
    default:
      return false;
  }
}

bool AnyStmt(const ast::Stmt& stmt, const ExprTest& test) {
  switch (stmt.kind) {
    case StmtKind::ExprStmt:
      return Any(As<ast::ExprStmt>(stmt).expr, test);
    case StmtKind::Assign: {
      const auto& node = As<ast::Assign>(stmt);
      return Any(node.target, test) || Any(node.value, test);
    }
    case StmtKind::Let:
      return Any(As<ast::Let>(stmt).value, test);
    case StmtKind::Discard:
      return Any(As<ast::Discard>(stmt).value, test);
    case StmtKind::While: {
      const auto& node = As<ast::While>(stmt);
      return Any(node.condition, test) || AnyExpr(*node.body, test);
    }
    case StmtKind::Unroll: {
      const auto& node = As<ast::Unroll>(stmt);
      return Any(node.count, test) || AnyExpr(*node.body, test);
    }
    case StmtKind::For: {
      const auto& node = As<ast::For>(stmt);
      return Any(node.map, test) || Any(node.begin, test) || Any(node.end, test) || AnyExpr(*node.body, test);
    }
    case StmtKind::Jump:
      return Any(As<ast::Jump>(stmt).value, test);
    case StmtKind::ImportStmt:
      return false;
  }
  return false;
}

}  // namespace

bool AnyExpr(const ast::Expr& expr, const ExprTest& test) {
  return test(expr) || AnyInside(expr, test);
}

bool AnyExpr(const ast::Block& block, const ExprTest& test) {
  const bool found = std::any_of(block.statements.begin(), block.statements.end(),
                                 [&](const auto& stmt) { return AnyStmt(*stmt, test); });
  return found || Any(block.value, test);
}

}  // namespace sonde::sema
