// ParseProgram: a script's text to its syntax tree.
// Covered by tests/golden/ast/*, tests/golden/diag-syntax/* and tests/parser/*.
#pragma once

#include <cstdint>

#include "ast/ast.h"
#include "base/diagnostics.h"
#include "base/source.h"

namespace sonde {

// What could be parsed. If `diags.has_errors()` afterwards, statements and items with errors are missing
// from it; what is there is well formed. No tree is higher than SetHighestTree says, so callers may recurse.
// `file` is the one of the source's files to parse; imports are not followed (src/imports does that).
ast::Program ParseProgram(const Source& source, Diagnostics& diags, size_t file = 0);

// How many nodes high trees may be from now on; 1000 to begin with, which an ordinary stack has room for. All
// that recurses over a tree takes up to 10 KB of stack per node.
void SetHighestTree(uint32_t nodes);

}  // namespace sonde
