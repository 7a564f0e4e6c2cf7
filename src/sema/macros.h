// Macros (language.md 8.1): calls become copies of the macro's body before anything is typed, so that every
// later step sees only what a script without macros would contain. Leaves: ExpandMacros. Covered by
// tests/golden/typed/macros/*, tests/golden/diag/macros/* and tests/run/macros.test.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ast/ast.h"
#include "base/diagnostics.h"
#include "cdecl/c_definitions.h"

namespace sonde::sema {

struct Expanded {
  // Without calls of macros; null when the program has none, nor C, and can be used as it is.
  std::unique_ptr<ast::Program> program;
  std::vector<const ast::Macro*> uncalled;  // macros of the script that no call stands for
};
// `c`: the macros of the program's C text are replaced as well; null for none.
Expanded ExpandMacros(const ast::Program& program, CDefinitions* c, Diagnostics& diags);

// The body of a macro for its own sake: a probe in which parameters stand for what nothing is known about.
struct LoneMacro {
  const ast::Macro* macro;
  ast::Probe body;
};
// Those of `macros`, which are the program's. One that is part of another's body has none of its own, so each
// is expanded about once, however they call each other.
std::vector<LoneMacro> ExpandAlone(const ast::Program& program, std::vector<const ast::Macro*> macros,
                                   CDefinitions* c, Diagnostics& diags);
// What a parameter that takes a map stands for there.
std::string StandInName(const ast::MacroParam& param);

// The name of a variable as the script spells it: one of a macro's body carries a mark of its expansion.
std::string SpokenName(std::string text);

}  // namespace sonde::sema
