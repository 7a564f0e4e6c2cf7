// Macros that nothing calls. Their bodies are templates, so only what is wrong for any argument, in any probe
// and on any system is reported (docs/design/sema.md). Covered by tests/golden/diag/macros/*.uncalled_*.
#pragma once

#include <vector>

#include "ast/ast.h"
#include "base/diagnostics.h"
#include "sema/context.h"

namespace sonde::sema {

// `written`: the script. `macros`: those of it that nothing calls. `settled`: the program without calls of
// macros, with what inference has learnt about it. Adds errors to `diags`.
void CheckUncalledMacros(const ast::Program& written, const std::vector<const ast::Macro*>& macros,
                         const Context& settled, Diagnostics& diags);

}  // namespace sonde::sema
