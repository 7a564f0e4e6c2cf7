// LoadProgram: a script together with the files it imports (language.md 8.3), as one program.
// Covered by tests/imports/imports_test.cpp and tests/run/imports.test.
#pragma once

#include <string>

#include "ast/ast.h"
#include "base/diagnostics.h"
#include "base/source.h"

namespace sonde {

struct LoadedScript {
  Source source;  // the script's and, behind it, that of every script it imports: ranges know their file
  ast::Program program;
};

// Parses the script in `source`, reads what it imports, directly or not, and merges the scripts among that
// into one program. Imports of C files become ast::Program::c_imports, each once. `script`: the path of the
// script, empty if it is no file; relative imports are looked for beside it. Errors and warnings go to
// `diags`, their ranges are of the source that is returned.
LoadedScript LoadProgram(Source source, const std::string& script, Diagnostics& diags);

}  // namespace sonde
