// Verify: what typed.h promises to codegen, checked on a whole program. Covered by tests/sema/typed_test.cpp,
// which verifies what sema makes of every golden script, and tests/typed/verify_test.cpp.
#pragma once

#include <string>
#include <vector>

namespace sonde::typed {

struct Program;

// What does not hold, a line each; empty when all of it does.
std::vector<std::string> Verify(const Program& program);

}  // namespace sonde::typed
