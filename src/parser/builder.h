// Builder: makes statements, blocks and the program for the grammar's actions out of what ExprBuilder makes,
// and checks what the grammar accepts too widely (targets of assignments, settings, macro parameters).
// Covered by tests/golden/ast/* and tests/golden/diag-syntax/*.
#pragma once

#include <vector>

#include "ast/ast.h"
#include "parser/builder_expr.h"

namespace sonde {

struct AssignOp {
  bool compound = false;
  BinaryOp op = BinaryOp::Add;
};

class Builder : public ExprBuilder {
 public:
  Builder(const Source& source, ast::Program& program, Errors& errors)
      : ExprBuilder(source, errors), program_(program) {}

  // Top level: these go into the program.
  void Setting(SourceRange key, ast::ConfigEntry::Kind kind, SourceRange value);
  void Import(SourceRange range, SourceRange path);
  void Probe(SourceRange range, std::vector<ast::AttachPoint> points, TallExpr predicate, TallBlock body);
  void Macro(SourceRange range, SourceRange name, const TallList& params, TallBlock body);
  void Function(SourceRange range, SourceRange name, std::vector<ast::FunctionParam> params,
                TallTypeOrExpr return_type, TallBlock body);
  void MapDecl(SourceRange range, SourceRange name, SourceRange type, SourceRange parens, TallList args);
  ast::AttachPoint AttachPoint(SourceRange range);
  void AddParameter(std::vector<ast::FunctionParam>& list, SourceRange name, TallTypeOrExpr type);

  // Blocks and statements.
  TallBlock EmptyBlock();
  using ExprBuilder::Append;
  TallBlock Append(TallBlock block, TallStmt stmt);  // an empty statement adds nothing
  TallBlock Close(SourceRange range, TallBlock block, TallExpr value = {});
  TallStmt ExprStmt(SourceRange range, TallExpr expr);
  TallStmt Assign(SourceRange range, TallExpr target, AssignOp op, SourceRange op_range, TallExpr value);
  TallStmt Let(SourceRange range, SourceRange name, TallType type, TallExpr value);
  TallStmt Jump(SourceRange range, JumpKind kind, TallExpr value);
  TallStmt ImportStmt(SourceRange range, SourceRange path);
  TallStmt While(SourceRange range, TallExpr condition, TallBlock body);
  TallStmt Unroll(SourceRange range, TallExpr count, TallBlock body);
  TallStmt ForMap(SourceRange variable, SourceRange map_range, TallExpr map);
  TallStmt ForRange(SourceRange variable, TallExpr begin, TallExpr end);
  TallStmt FinishFor(SourceRange range, TallStmt loop, TallBlock body);

 private:
  template <typename Node, typename... Args>
  TallStmt MakeStmt(SourceRange range, uint32_t height, Args&&... args);
  void CheckTarget(const ast::Expr& target, SourceRange op_range, bool compound, const ast::Expr& value);

  ast::Program& program_;
};

}  // namespace sonde
