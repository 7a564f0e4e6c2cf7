// Loops that nothing ends: their condition stays what it is. Covered by tests/golden/diag/loops/*.
#pragma once

#include <string>

#include "ast/ast.h"

namespace sonde::sema {

// Why the loop never ends; empty where it may.
std::string WhyEndless(const ast::While& loop);

}  // namespace sonde::sema
