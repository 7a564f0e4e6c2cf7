// The config block and the environment (language.md 1.4). Covered by tests/golden/typed/config/* and
// tests/golden/diag/config/*.
#pragma once

#include "base/diagnostics.h"
#include "sema/check.h"

namespace sonde::sema {

// Defaults, overridden by the script's block, overridden by the environment.
typed::Config ResolveConfig(const ast::Program& program, const CheckOptions& options, Diagnostics& diags);

}  // namespace sonde::sema
