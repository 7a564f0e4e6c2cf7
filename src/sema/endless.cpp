// Loops that nothing ends. Leaves: WhyEndless. Covered by tests/golden/diag/loops/*.
#include "sema/endless.h"

#include <algorithm>
#include <vector>

#include "ast/walker.h"
#include "defs/functions.h"

namespace sonde::sema {
namespace {

bool Steps(UnaryOp op) {
  return op == UnaryOp::PreIncrement || op == UnaryOp::PreDecrement || op == UnaryOp::PostIncrement ||
         op == UnaryOp::PostDecrement;
}

// The variables of a condition that is made of variables and literals; false for any other.
bool OnlyVariables(const ast::Expr& condition, std::vector<std::string>& names) {
  return !ast::AnyExpr(condition, [&](const ast::Expr& expr) {
    switch (expr.kind) {
      case ast::ExprKind::Variable:
        names.push_back(ast::As<ast::Variable>(expr).name);
        return false;
      case ast::ExprKind::Unary:
        return Steps(ast::As<ast::Unary>(expr).op) || ast::As<ast::Unary>(expr).op == UnaryOp::Dereference;
      case ast::ExprKind::IntegerLiteral:
      case ast::ExprKind::BoolLiteral:
      case ast::ExprKind::Binary:
        return false;
      default:
        return true;
    }
  });
}

bool IsTrue(const ast::Expr& expr) {
  if (expr.kind == ast::ExprKind::BoolLiteral) return ast::As<ast::BoolLiteral>(expr).value;
  return expr.kind == ast::ExprKind::IntegerLiteral && ast::As<ast::IntegerLiteral>(expr).value != 0;
}

// Whether something in the body leaves the loop, or changes one of the variables.
bool MayEnd(const ast::Block& body, const std::vector<std::string>& names) {
  const auto named = [&](const ast::Expr& expr) {
    return expr.kind == ast::ExprKind::Variable &&
           std::find(names.begin(), names.end(), ast::As<ast::Variable>(expr).name) != names.end();
  };
  bool may_end = false;
  const auto expr = [&](const ast::Expr& node) {
    if (node.kind == ast::ExprKind::Unary) {
      const auto& unary = ast::As<ast::Unary>(node);
      may_end |= (Steps(unary.op) || unary.op == UnaryOp::AddressOf) && named(*unary.operand);
    }
    if (node.kind == ast::ExprKind::Call) {
      const auto& call = ast::As<ast::Call>(node);
      may_end |= call.name.text == RowOf(FunctionId::Exit).name;
      if (call.name.text != RowOf(FunctionId::Find).name) return true;
      for (const auto& arg : call.args)
        may_end |= named(*arg);
    }
    return true;
  };
  const auto stmt = [&](const ast::Stmt& node) {
    may_end |= node.kind == ast::StmtKind::Jump && ast::As<ast::Jump>(node).jump != JumpKind::Continue;
    may_end |= node.kind == ast::StmtKind::Assign && named(*ast::As<ast::Assign>(node).target);
    return true;
  };
  ast::Walk(body, ast::Visitor{expr, stmt, {}});
  return may_end;
}

}  // namespace

std::string WhyEndless(const ast::While& loop) {
  std::vector<std::string> names;
  if (!OnlyVariables(*loop.condition, names)) return {};
  if (names.empty() && !IsTrue(*loop.condition)) return {};
  if (MayEnd(*loop.body, names)) return {};
  return names.empty() ? "nothing leaves it" : "nothing in it changes " + names.front();
}

}  // namespace sonde::sema
