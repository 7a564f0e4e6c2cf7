// Split: walks over the top level of a script. What is not code goes into the program at once (C definitions)
// or becomes one token (attach points); code becomes tokens of the lexer. Checks the order of the sections
// (spec 1.1) and leaves tokens that are balanced in braces, each item ending with T_ITEM_END.
// Covered by tests/parser/splitter_test.cpp and tests/golden/diag-syntax/*.
#pragma once

#include <vector>

#include "ast/ast.h"
#include "base/source.h"
#include "parser/errors.h"
#include "parser/tokens.h"

namespace sonde {

// `file`: index of the file of `source` to split.
std::vector<Token> Split(const Source& source, size_t file, ast::Program& program, Errors& errors);

}  // namespace sonde
