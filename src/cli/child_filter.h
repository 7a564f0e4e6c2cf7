// Whether a script that is run with -c looks at the processes of others too. Covered by tests/messages.
#pragma once

#include <string>

#include "ast/ast.h"

namespace sonde {

// The first attach point whose block takes every process for the child's; empty where there is none: the
// probe sees all processes, and neither its predicate nor anything in its block asks which one it is.
std::string UnfilteredProbe(const ast::Program& program);

}  // namespace sonde
