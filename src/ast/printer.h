// Dump: a syntax tree as text for tests and `-d ast`: S-expressions, one statement a line, no ranges.
//
//   (probe "kprobe:f" (if (> pid 1))
//     (= (map @ (comm)) (call count)))
//
// Covered by tests/golden/ast/*.
#pragma once

#include <string>

#include "ast/ast.h"

namespace sonde::ast {

std::string Dump(const Program& program);
// One expression or type on one line, blocks in it included.
std::string Dump(const Expr& expr);
std::string Dump(const TypeName& type);

}  // namespace sonde::ast
