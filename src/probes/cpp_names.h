// C++ names in attach points. Covered by tests/probes/cpp_names_test.cpp.
#pragma once

#include <string_view>

namespace sonde {

// True when the demangled form of `symbol` matches `pattern`. Without `(` in the pattern the parameter list
// does not count, so all overloads match.
bool MatchesCppName(std::string_view pattern, std::string_view symbol);

}  // namespace sonde
