// Text that no script holds, seen as lying at the place of a script that stands for it: replacements of C's
// macros, bodies of the standard library. Leaves: PlaceAt. Covered by tests/golden/diag/c/* and
// tests/stdlib/stdlib_test.cpp.
#pragma once

#include "ast/ast.h"

namespace sonde::sema {

// Moves expressions, statements and blocks of a tree that is the caller's own to `place`.
void PlaceAt(ast::Expr& root, SourceRange place);
void PlaceAt(ast::Block& root, SourceRange place);

}  // namespace sonde::sema
