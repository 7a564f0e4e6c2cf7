// ParseProgram: a script's text to its syntax tree.
// Covered by tests/golden/ast/*, tests/golden/diag-syntax/* and tests/parser/*.
#pragma once

#include "ast/ast.h"
#include "base/diagnostics.h"
#include "base/source.h"

namespace sonde {

// What could be parsed. If `diags.has_errors()` afterwards, statements and items with errors are missing
// from it; what is there is well formed. No tree is higher than 1000 nodes, so callers may recurse.
// `file` is the one of the source's files to parse; imports are not followed (src/imports does that).
ast::Program ParseProgram(const Source& source, Diagnostics& diags, size_t file = 0);

}  // namespace sonde
