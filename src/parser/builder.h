// Builder: makes the nodes of src/ast for the grammar's actions, reads the literals, and checks what the
// grammar accepts too widely (targets of assignments, settings, macro parameters).
//
// Tall<T> is a node with the height of the tree below it. No tree grows higher than highest_tree, so later
// phases may recurse; the excess is reported and dropped.
// Covered by tests/golden/ast/*, tests/golden/diag-syntax/* and tests/parser/robustness_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ast/ast.h"
#include "base/source.h"
#include "parser/errors.h"

namespace sonde {

template <typename T>
struct Tall {
  T node{};
  uint32_t height = 0;
};
using TallExpr = Tall<ast::ExprPtr>;
using TallStmt = Tall<ast::StmtPtr>;
using TallBlock = Tall<ast::BlockPtr>;
using TallList = Tall<ast::ExprList>;
using TallType = Tall<ast::TypeNamePtr>;
using TallTypeOrExpr = Tall<ast::TypeOrExpr>;
using TallFields = Tall<std::vector<ast::RecordField>>;

struct AssignOp {
  bool compound = false;
  BinaryOp op = BinaryOp::Add;
};

class Builder {
 public:
  static uint32_t highest_tree;

  Builder(const Source& source, ast::Program& program, Errors& errors)
      : source_(source), program_(program), errors_(errors) {}

  [[nodiscard]] Errors& errors() const { return errors_; }
  [[nodiscard]] const Source& source() const { return source_; }

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

  // Expressions.
  TallExpr Integer(SourceRange range);
  TallExpr String(SourceRange range);
  TallExpr Bool(SourceRange range, bool value);
  TallExpr Identifier(SourceRange range);
  TallExpr Variable(SourceRange range);
  TallExpr PositionalParam(SourceRange range);
  TallExpr PositionalCount(SourceRange range);
  TallExpr Map(SourceRange range, SourceRange name, TallList keys);
  TallExpr Call(SourceRange range, SourceRange name, TallList args);
  TallExpr Unary(SourceRange range, UnaryOp op, TallExpr operand);
  TallExpr Binary(SourceRange range, BinaryOp op, SourceRange op_range, TallExpr left, TallExpr right);
  TallExpr Ternary(SourceRange range, TallExpr condition, TallExpr then, TallExpr otherwise);
  TallExpr Field(SourceRange range, TallExpr base, SourceRange field, bool arrow);
  TallExpr TupleAccess(SourceRange range, TallExpr base, SourceRange index);
  TallExpr Index(SourceRange range, TallExpr base, TallExpr index);
  TallExpr Tuple(SourceRange range, TallList elements);
  TallExpr Record(SourceRange range, TallFields fields);
  TallExpr Cast(SourceRange range, TallType type, TallExpr operand);
  TallExpr TypeQuery(SourceRange range, ast::TypeQueryOp op, TallTypeOrExpr operand,
                     std::vector<ast::Name> path);
  TallExpr Comptime(SourceRange range, TallExpr operand);
  TallExpr If(SourceRange range, TallExpr condition, TallBlock then, TallExpr otherwise);
  TallExpr BlockExpr(SourceRange range, TallBlock block);

  // Lists, types, names.
  TallList List(TallExpr first);
  TallList Append(TallList list, TallExpr next);
  TallList Prepend(TallExpr first, TallList rest);
  TallFields AddField(TallFields fields, SourceRange name, TallExpr value);
  TallType Type(SourceRange range, ast::TypeName::Tag tag, SourceRange base,
                std::vector<ast::TypeSuffix> suffixes);
  TallType TypeOf(SourceRange range, TallTypeOrExpr operand, std::vector<ast::TypeSuffix> suffixes);
  TallTypeOrExpr OfType(TallType type);
  TallTypeOrExpr OfExpr(TallExpr expr);
  ast::Name NameAt(SourceRange range) const;
  uint64_t Number(SourceRange range);

 private:
  [[nodiscard]] std::string Text(SourceRange range) const { return std::string(source_.Slice(range)); }
  std::string StringAt(SourceRange range);
  // False, with an error (one per program), when a node above a tree of `height` would be too high.
  bool MayGrow(SourceRange range, uint32_t height);
  template <typename Node, typename... Args>
  TallExpr MakeExpr(SourceRange range, uint32_t height, Args&&... args);
  template <typename Node, typename... Args>
  TallStmt MakeStmt(SourceRange range, uint32_t height, Args&&... args);
  void CheckTarget(const ast::Expr& target, SourceRange op_range);

  const Source& source_;
  ast::Program& program_;
  Errors& errors_;
  bool reported_height_ = false;
};

}  // namespace sonde
