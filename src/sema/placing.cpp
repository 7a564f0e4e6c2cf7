// Moving trees. Leaves: PlaceAt. Covered by the tests named in placing.h.
#include "sema/placing.h"

#include "ast/walker.h"

namespace sonde::sema {
namespace {

void Move(ast::Expr& expr, SourceRange place) {
  expr.range = place;
  switch (expr.kind) {
    case ast::ExprKind::Call:
      static_cast<ast::Call&>(expr).name.range = place;
      break;
    case ast::ExprKind::FieldAccess:
      static_cast<ast::FieldAccess&>(expr).field.range = place;
      break;
    case ast::ExprKind::Binary:
      static_cast<ast::Binary&>(expr).op_range = place;
      break;
    case ast::ExprKind::Map:
      static_cast<ast::Map&>(expr).name_range = place;
      break;
    case ast::ExprKind::Cast:
      static_cast<ast::Cast&>(expr).type->range = place;
      break;
    case ast::ExprKind::Record:
      for (auto& field : static_cast<ast::Record&>(expr).fields)
        field.name.range = place;
      break;
    case ast::ExprKind::TypeQuery: {
      auto& query = static_cast<ast::TypeQuery&>(expr);
      if (query.operand.type) query.operand.type->range = place;
      for (auto& name : query.path)
        name.range = place;
      break;
    }
    default:
      break;
  }
}

}  // namespace

// The walker shows what it meets as constant; the tree is the caller's.
void PlaceAt(ast::Expr& root, SourceRange place) {
  ast::Visitor visitor;
  visitor.expr = [&](const ast::Expr& expr) {
    Move(const_cast<ast::Expr&>(expr), place);
    return true;
  };
  visitor.stmt = [&](const ast::Stmt& stmt) {
    const_cast<ast::Stmt&>(stmt).range = place;
    return true;
  };
  visitor.block = [&](const ast::Block& block) {
    const_cast<ast::Block&>(block).range = place;
    return true;
  };
  ast::Walk(root, visitor);
}

}  // namespace sonde::sema
