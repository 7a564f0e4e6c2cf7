// Format: a script in the one canonical layout (docs/design/formatter.md). Comments and the user's empty
// lines stay; formatting the result again changes nothing; the tree means the same.
//
//   if (!diags.has_errors()) std::cout << ast::Format(program, source);
//
// Covered by tests/ast/formatter_test.cpp and tests/golden/fmt/*.
#pragma once

#include <string>

#include "ast/ast.h"
#include "base/source.h"

namespace sonde::ast {

// `program` was parsed from `source` without errors. The result ends with a newline unless it is empty.
std::string Format(const Program& program, const Source& source);

}  // namespace sonde::ast
