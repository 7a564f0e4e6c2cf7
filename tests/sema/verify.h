// Verify: what typed.h promises to codegen, checked on a whole program. Empty when all of it holds.
#pragma once

#include <string>
#include <vector>

#include "sema/typed.h"

namespace sonde::test {

std::vector<std::string> Verify(const typed::Program& program);

}  // namespace sonde::test
