// DeclareTypes: types of BTF written as C. Covered by tests/btf/declare_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "btf/library.h"

namespace sonde {

// C declarations of those of `names` ("struct X", "union X", "enum X", a typedef, an enumerator) that `types`
// have, and of all that they need, each once and in order; empty if there is none of them.
std::string DeclareTypes(const btf& types, const std::vector<std::string>& names);

}  // namespace sonde
