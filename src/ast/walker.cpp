// Children of nodes and walks over trees. Leaves: ForEachChild, Walk. Covered by tests/ast/walker_test.cpp.
#include "ast/walker.h"

namespace sonde::ast {
namespace {

void Visit(const ExprPtr& expr, const Visitor& visit) {
  if (expr && visit.expr) visit.expr(*expr);
}
void Visit(const BlockPtr& block, const Visitor& visit) {
  if (block && visit.block) visit.block(*block);
}
void Visit(const ExprList& list, const Visitor& visit) {
  for (const auto& expr : list)
    Visit(expr, visit);
}
void Visit(const TypeNamePtr& type, const Visitor& visit) {
  if (type) ForEachChild(*type, visit);
}
void Visit(const TypeOrExpr& operand, const Visitor& visit) {
  Visit(operand.type, visit);
  Visit(operand.expr, visit);
}

// Calls the visitor's function for each node and goes below where it answers true.
Visitor Descending(const Visitor& visitor) {
  return {[&visitor](const Expr& e) {
            Walk(e, visitor);
            return true;
          },
          [&visitor](const Stmt& s) {
            Walk(s, visitor);
            return true;
          },
          [&visitor](const Block& b) {
            Walk(b, visitor);
            return true;
          }};
}

}  // namespace

void ForEachChild(const TypeName& type, const Visitor& visit) {
  Visit(type.typeof_type, visit);
  Visit(type.typeof_expr, visit);
}

void ForEachChild(const Expr& expr, const Visitor& visit) {
  switch (expr.kind) {
    case ExprKind::IntegerLiteral:
    case ExprKind::StringLiteral:
    case ExprKind::BoolLiteral:
    case ExprKind::Identifier:
    case ExprKind::PositionalParam:
    case ExprKind::PositionalCount:
    case ExprKind::Variable:
      return;
    case ExprKind::Map:
      return Visit(As<Map>(expr).keys, visit);
    case ExprKind::NamedArgument:
      return Visit(As<NamedArgument>(expr).value, visit);
    case ExprKind::Call:
      return Visit(As<Call>(expr).args, visit);
    case ExprKind::Unary:
      return Visit(As<Unary>(expr).operand, visit);
    case ExprKind::Binary:
      Visit(As<Binary>(expr).left, visit);
      return Visit(As<Binary>(expr).right, visit);
    case ExprKind::Ternary:
      Visit(As<Ternary>(expr).condition, visit);
      Visit(As<Ternary>(expr).then, visit);
      return Visit(As<Ternary>(expr).otherwise, visit);
    case ExprKind::FieldAccess:
      return Visit(As<FieldAccess>(expr).base, visit);
    case ExprKind::TupleAccess:
      return Visit(As<TupleAccess>(expr).base, visit);
    case ExprKind::IndexAccess:
      Visit(As<IndexAccess>(expr).base, visit);
      return Visit(As<IndexAccess>(expr).index, visit);
    case ExprKind::Tuple:
      return Visit(As<Tuple>(expr).elements, visit);
    case ExprKind::Record:
      for (const auto& field : As<Record>(expr).fields)
        Visit(field.value, visit);
      return;
    case ExprKind::Cast:
      Visit(As<Cast>(expr).type, visit);
      return Visit(As<Cast>(expr).operand, visit);
    case ExprKind::TypeQuery:
      return Visit(As<TypeQuery>(expr).operand, visit);
    case ExprKind::Comptime:
      return Visit(As<Comptime>(expr).operand, visit);
    case ExprKind::If:
      Visit(As<If>(expr).condition, visit);
      Visit(As<If>(expr).then, visit);
      return Visit(As<If>(expr).otherwise, visit);
    case ExprKind::BlockExpr:
      return Visit(As<BlockExpr>(expr).block, visit);
  }
}

void ForEachChild(const Stmt& stmt, const Visitor& visit) {
  switch (stmt.kind) {
    case StmtKind::ExprStmt:
      return Visit(As<ExprStmt>(stmt).expr, visit);
    case StmtKind::Assign:
      Visit(As<Assign>(stmt).target, visit);
      return Visit(As<Assign>(stmt).value, visit);
    case StmtKind::Let:
      Visit(As<Let>(stmt).type, visit);
      return Visit(As<Let>(stmt).value, visit);
    case StmtKind::Discard:
      return Visit(As<Discard>(stmt).value, visit);
    case StmtKind::While:
      Visit(As<While>(stmt).condition, visit);
      return Visit(As<While>(stmt).body, visit);
    case StmtKind::Unroll:
      Visit(As<Unroll>(stmt).count, visit);
      return Visit(As<Unroll>(stmt).body, visit);
    case StmtKind::For:
      Visit(As<For>(stmt).map, visit);
      Visit(As<For>(stmt).begin, visit);
      Visit(As<For>(stmt).end, visit);
      return Visit(As<For>(stmt).body, visit);
    case StmtKind::Jump:
      return Visit(As<Jump>(stmt).value, visit);
    case StmtKind::ImportStmt:
      return;
  }
}

void ForEachChild(const Block& block, const Visitor& visit) {
  for (const auto& stmt : block.statements) {
    if (visit.stmt) visit.stmt(*stmt);
  }
  Visit(block.value, visit);
}

void Walk(const Expr& expr, const Visitor& visitor) {
  if (!visitor.expr || visitor.expr(expr)) ForEachChild(expr, Descending(visitor));
}

void Walk(const Stmt& stmt, const Visitor& visitor) {
  if (!visitor.stmt || visitor.stmt(stmt)) ForEachChild(stmt, Descending(visitor));
}

void Walk(const Block& block, const Visitor& visitor) {
  if (!visitor.block || visitor.block(block)) ForEachChild(block, Descending(visitor));
}

void Walk(const Program& program, const Visitor& visitor) {
  const Visitor descend = Descending(visitor);
  for (const auto& probe : program.probes) {
    Visit(probe.predicate, descend);
    Visit(probe.body, descend);
  }
  for (const auto& macro : program.macros)
    Visit(macro.body, descend);
  for (const auto& function : program.functions) {
    for (const auto& param : function.params)
      Visit(param.type, descend);
    Visit(function.return_type, descend);
    Visit(function.body, descend);
  }
}

}  // namespace sonde::ast
