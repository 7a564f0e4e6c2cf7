// Refine: decides what needs more than one token of lookahead, so that the grammar has no conflicts:
// - `(`  of a condition, a cast, a record, or any other (T_COND_LPAREN, T_LPAREN_CAST, T_LPAREN_RECORD);
// - `[`  behind a map opens its keys (T_KEY_LBRACKET);
// - the operand of sizeof and the like that is a type gets T_TYPE_MARK in front;
// - where an `if` or a block ends a statement without `;` comes T_STMT_END.
// Covered by tests/parser/refine_test.cpp.
#pragma once

#include <vector>

#include "parser/tokens.h"

namespace sonde {

std::vector<Token> Refine(const std::vector<Token>& tokens, const Source& source);

}  // namespace sonde
