// ExprBuilder: makes the expressions, types and names of src/ast for the grammar's actions, and reads the
// literals. It knows nothing of the program that they are for.
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

class ExprBuilder {
 public:
  static uint32_t highest_tree;

  ExprBuilder(const Source& source, Errors& errors) : source_(source), errors_(errors) {}

  [[nodiscard]] Errors& errors() const { return errors_; }
  [[nodiscard]] const Source& source() const { return source_; }

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
  TallExpr TypeArgument(SourceRange range, TallType type);
  TallExpr NamedArgument(SourceRange range, SourceRange name, TallExpr value);
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

 protected:
  [[nodiscard]] std::string Text(SourceRange range) const { return std::string(source_.Slice(range)); }
  std::string StringAt(SourceRange range);
  // False, with an error (one per program), when a node above a tree of `height` would be too high.
  bool MayGrow(SourceRange range, uint32_t height);

 private:
  template <typename Node, typename... Args>
  TallExpr MakeExpr(SourceRange range, uint32_t height, Args&&... args);

  const Source& source_;
  Errors& errors_;
  bool reported_height_ = false;
};

}  // namespace sonde
