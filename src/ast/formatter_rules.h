// What the formatter asks about expressions: which parentheses the grammar or the canonical layout wants, how
// an expression begins, whether it may be written once instead of twice. Plain functions of the tree.
//
// Covered by tests/golden/fmt/parentheses/* and tests/golden/fmt/statement/*.
#pragma once

#include <string>
#include <string_view>

#include "ast/ast.h"

namespace sonde::ast {

// Whether `expr` takes parentheses as ...
bool ParenthesesInBinary(const Expr& expr, BinaryOp parent, bool right);
bool ParenthesesInUnary(const Expr& expr, UnaryOp parent);  // a prefix operator
bool ParenthesesInCast(const Expr& expr, const TypeName& type);
bool ParenthesesAsBase(const Expr& expr);                // before `.field`, `.0`, `++`
bool ParenthesesAsIndexedBase(const Expr& expr);         // before `[index]`
bool ParenthesesInTernary(const Expr& expr, bool last);  // `last`: behind the `:`
bool ParenthesesInRange(const Expr& expr);               // an end of a..b
bool ParenthesesInCondition(const Expr& expr);           // between `if` and `{`

// From the first token to the last, without parentheses that stand for nothing in the tree.
SourceRange TokenRange(const Expr& expr);
// `if` and blocks: as a statement they end without `;`.
bool EndsWithBlock(const Expr& expr);
// The `-`, `*` or `&` that the statement or expression begins with when it is written; or 0.
char FirstOperator(const Stmt& stmt);
char FirstOperator(const Expr& expr);

// Evaluating the expression twice yields the same and does nothing else.
bool IsRepeatable(const Expr& expr);
// There is a compound assignment of this operator.
bool HasAssignment(BinaryOp op);

// The identifier that a type could begin with, if the whole expression could be read as a type; or null.
const Expr* TypeLikeName(const Expr& expr);
// May stand in the config block without quotes and mean the same.
bool IsBareSetting(std::string_view text);

// A string literal: what does not print is escaped, UTF-8 stays.
std::string QuoteReadably(const std::string& text);

}  // namespace sonde::ast
