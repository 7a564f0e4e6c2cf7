// Macros (language.md 8.1): calls become copies of the macro's body before anything is typed, so that every
// later step sees only what a script without macros would contain. Leaves: ExpandMacros. Covered by
// tests/golden/typed/macros/*, tests/golden/diag/macros/* and tests/run/macros.test.
#pragma once

#include <memory>

#include "ast/ast.h"
#include "base/diagnostics.h"
#include "cdecl/c_definitions.h"

namespace sonde::sema {

// The program without calls of its own macros; null when it has none, nor C, and can be used as it is.
// `c`: the macros of its C text are replaced as well; null for none.
std::unique_ptr<ast::Program> ExpandMacros(const ast::Program& program, CDefinitions* c, Diagnostics& diags);

// The name of a variable as the script spells it: one of a macro's body carries a mark of its expansion.
std::string SpokenName(std::string text);

}  // namespace sonde::sema
