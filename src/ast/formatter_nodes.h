// What the formatter writes for the nodes of a tree, by source:
//
//   formatter.cpp              the top level
//   formatter_statements.cpp   statements and blocks
//   formatter_expressions.cpp  expressions and types
//
// Declared here is what these need of each other. Inside them each kind of node has an overload of Write;
// Expr and Stmt have none, so that a kind without its own does not compile. Inside src/ast only. Covered by
// tests/ast/formatter_test.cpp and tests/golden/fmt/*.
#pragma once

#include <cstdint>

#include "ast/ast.h"
#include "ast/formatter_writer.h"

namespace sonde::ast {

// What a block is of: the last expression of a probe's is no value.
enum class BlockOf : uint8_t { Probe, Other };
void WriteBlock(FormatWriter& w, const Block& block, BlockOf of = BlockOf::Other);

// An `if` as statement and as expression.
void WriteIf(FormatWriter& w, const If& node);

void WriteExpr(FormatWriter& w, const Expr& expr, bool parentheses = false);
void WriteType(FormatWriter& w, const TypeName& type);
// What may be a type or an expression. `from`: behind the parenthesis or colon that introduces it.
void WriteOperand(FormatWriter& w, const TypeOrExpr& operand, uint32_t from);

}  // namespace sonde::ast
