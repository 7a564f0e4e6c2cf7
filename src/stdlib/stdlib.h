// The standard library's files, which are part of the executable. Leaves: StdlibScript, StdlibObject.
// Covered by tests/stdlib/stdlib_test.cpp.
#pragma once

#include <string_view>

namespace sonde {

// The text of NAME.bt; empty if there is none.
std::string_view StdlibScript(std::string_view function);
// The BPF object that NAME.bpf.c was compiled to, which has a function sonde_NAME; empty if there is none.
std::string_view StdlibObject(std::string_view function);

}  // namespace sonde
