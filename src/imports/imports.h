// LoadProgram: a script together with the files it imports (language.md 8.3), as one program.
// Covered by tests/imports/imports_test.cpp and tests/run/imports.test.
#pragma once

#include <string>

#include "ast/ast.h"
#include "base/diagnostics.h"
#include "base/source.h"

namespace sonde {

// Parses the script in `source`, reads what it imports, directly or not, and merges the scripts among that
// into one program. Every file that was read is added to `source`, so ranges know their file. Imports of C
// files become ast::Program::c_imports, each once. `script`: the path of the script, empty if it is no file;
// relative imports are looked for beside it. Errors and warnings go to `diags`.
ast::Program LoadProgram(Source& source, const std::string& script, Diagnostics& diags);

}  // namespace sonde
