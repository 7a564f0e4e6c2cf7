// Choosing function symbols. Leaves: FilterUserFunctions, PickUserFunction.
// Covered by tests/host/fake_host_test.cpp.
#include "host/user_functions.h"

#include <algorithm>

namespace sonde {

std::vector<UserFunction> FilterUserFunctions(const std::vector<UserFunction>& all,
                                              std::string_view pattern) {
  std::vector<UserFunction> matches;
  std::copy_if(all.begin(), all.end(), std::back_inserter(matches),
               [pattern](const UserFunction& f) { return WildcardMatch(pattern, f.name); });
  return matches;
}

Result<UserFunction> PickUserFunction(const std::vector<UserFunction>& all, std::string_view name,
                                      const std::string& path) {
  const auto found = std::lower_bound(all.begin(), all.end(), name,
                                      [](const UserFunction& f, std::string_view n) { return f.name < n; });
  if (found == all.end() || found->name != name) {
    return Error(path + " has no function " + std::string(name));
  }
  return *found;
}

}  // namespace sonde
