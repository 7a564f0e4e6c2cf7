// The C text of a script and its headers (language.md 8.4): what is given to src/cdecl, and how macros of C
// become expressions. Leaves: ReadC, ParseCMacro. Covered by tests/golden/typed/c/*, tests/golden/diag/c/*
// and tests/run/c.test.
#pragma once

#include <memory>
#include <string>

#include "ast/ast.h"
#include "cdecl/c_definitions.h"
#include "sema/check.h"

namespace sonde::sema {

// Null for a script without C (libclang is not loaded then), and after errors.
std::shared_ptr<CDefinitions> ReadC(const ast::Program& program, const Source& source, HostView& host,
                                    const CheckOptions& options, Diagnostics& diags);

// The replacement of a macro as an expression all of whose parts lie at `place`; null if it is none.
ast::ExprPtr ParseCMacro(const CMacro& macro, SourceRange place);

}  // namespace sonde::sema
