// C++ names in attach points. Covered by tests/probes/cpp_names_test.cpp.
#pragma once

#include <string>
#include <string_view>

namespace sonde {

// How a pattern names a symbol. `Literal`: also when the pattern's stars are taken as those of pointers.
enum class CppMatch : uint8_t { None, Wildcard, Literal };

// Compares `pattern` with the demangled form of `symbol`. The parameter list, the return type that templates
// have, the template arguments of the name itself and ABI tags may be left out, so `ns::f` means all
// overloads and instantiations of it. Blanks behind commas do not count. Thunks and parts of functions
// (`.cold`) match in full only.
CppMatch MatchCppName(std::string_view pattern, std::string_view symbol);

// The demangled form; `symbol` itself when it is not mangled.
std::string DemangledName(std::string_view symbol);

// "ns::Foo::fun" of a symbol for ns::Foo::fun(int): what people call it. Empty when it is not mangled.
std::string PlainCppName(std::string_view symbol);

}  // namespace sonde
