// Choosing function symbols. Leaves: FilterUserFunctions, PickUserFunction, PickUserFunctions,
// PickFunctionAt.
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

Result<std::vector<UserFunction>> PickUserFunctions(const std::vector<UserFunction>& all,
                                                    std::string_view name, const std::string& path) {
  const auto before = [](const UserFunction& f, std::string_view n) { return f.name < n; };
  const auto begin = std::lower_bound(all.begin(), all.end(), name, before);
  auto end = begin;
  while (end != all.end() && end->name == name)
    ++end;
  if (begin == end) return Error(path + " has no function " + std::string(name));
  const bool sized = std::any_of(begin, end, [](const UserFunction& f) { return f.size != 0; });
  std::vector<UserFunction> found;
  for (auto function = begin; function != end; ++function) {
    if (sized && function->size == 0) continue;
    const auto at = std::find_if(found.begin(), found.end(), [&](const UserFunction& other) {
      return other.address >= function->address;
    });
    if (at == found.end() || at->address != function->address) found.insert(at, *function);
  }
  return found;
}

Result<UserFunction> PickFunctionAt(const std::vector<UserFunction>& all, uint64_t address,
                                    const std::string& path) {
  const UserFunction* best = nullptr;
  for (const UserFunction& f : all) {
    if (address < f.address || address - f.address >= f.size) continue;
    const bool later = best == nullptr || f.address > best->address;
    if (later || (f.address == best->address && f.name.size() < best->name.size())) best = &f;
  }
  if (best == nullptr) return Error("no function of " + path + " holds this address");
  return *best;
}

}  // namespace sonde
