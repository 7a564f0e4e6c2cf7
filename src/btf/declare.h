// DeclareTypes: types of BTF written as C. Covered by tests/btf/declare_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sonde {

// C declarations of those of `names` ("struct X", "union X", "enum X", a typedef, an enumerator) that raw BTF
// `bytes` has, and of all that they need, each once and in order; empty if it has none of them.
std::string DeclareTypes(std::string_view bytes, const std::vector<std::string>& names);

}  // namespace sonde
