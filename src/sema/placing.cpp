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

// The walker shows what it meets as constant; the tree is the caller's.
ast::Visitor Mover(SourceRange place) {
  return {.expr =
              [place](const ast::Expr& expr) {
                Move(const_cast<ast::Expr&>(expr), place);
                return true;
              },
          .stmt =
              [place](const ast::Stmt& stmt) {
                const_cast<ast::Stmt&>(stmt).range = place;
                return true;
              },
          .block =
              [place](const ast::Block& block) {
                const_cast<ast::Block&>(block).range = place;
                return true;
              }};
}

}  // namespace

void PlaceAt(ast::Expr& root, SourceRange place) {
  ast::Walk(root, Mover(place));
}

void PlaceAt(ast::Block& root, SourceRange place) {
  ast::Walk(root, Mover(place));
}

}  // namespace sonde::sema
