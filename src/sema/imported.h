// Functions of imported C sources and BPF objects (language.md 8.3). Leaves: ReadImports. Covered by
// tests/golden/typed/cimports/*, tests/golden/diag/cimports/* and tests/run/cimports.test.
#pragma once

#include <memory>

#include "ast/ast.h"
#include "base/diagnostics.h"
#include "cimports/object.h"
#include "sema/check.h"

namespace sonde::sema {

// Compiles the sources and reads the objects; null when there are none, and after errors.
std::shared_ptr<const CImports> ReadImports(const ast::Program& program, const CheckOptions& options,
                                            Diagnostics& diags);

}  // namespace sonde::sema
