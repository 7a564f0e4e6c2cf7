// Demangled names. Leaves: MatchesCppName. Covered by tests/probes/cpp_names_test.cpp.
#include "probes/cpp_names.h"

#include "base/demangle.h"
#include "host/host_view.h"

namespace sonde {
namespace {

// Cuts the parameter list: the last parenthesis group that is not inside template arguments.
std::string_view WithoutParameters(std::string_view name) {
  const size_t close = name.rfind(')');
  if (close == std::string_view::npos) return name;
  int depth = 0;
  for (size_t i = close + 1; i-- > 0;) {
    if (name[i] == ')') ++depth;
    if (name[i] == '(' && --depth == 0) return name.substr(0, i);
  }
  return name;
}

}  // namespace

bool MatchesCppName(std::string_view pattern, std::string_view symbol) {
  if (!symbol.starts_with("_Z")) return WildcardMatch(pattern, symbol);
  const Demangled demangled = Demangle(symbol);
  const std::string_view name = demangled.text;
  if (demangled.too_long || name == symbol) return false;
  const bool exact = pattern.find('(') != std::string_view::npos;
  return WildcardMatch(pattern, exact ? name : WithoutParameters(name));
}

}  // namespace sonde
