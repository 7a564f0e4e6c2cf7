// The standard library's files, which are part of the executable. Leaves: StdlibScript.
// Covered by tests/stdlib/stdlib_test.cpp.
#pragma once

#include <string_view>

namespace sonde {

// The text of NAME.bt; empty if there is none.
std::string_view StdlibScript(std::string_view function);

}  // namespace sonde
