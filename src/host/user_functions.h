// Choosing among the function symbols of a file. Covered by tests/host/fake_host_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "host/host_view.h"

namespace sonde {

// Those that match the pattern, in the order given.
std::vector<UserFunction> FilterUserFunctions(const std::vector<UserFunction>& all, std::string_view pattern);
// The one with that name; `path` is for the error. `all` is sorted by name.
Result<UserFunction> PickUserFunction(const std::vector<UserFunction>& all, std::string_view name,
                                      const std::string& path);

// All with that name, one for each address, sorted by address (`all` is sorted by name); symbols without a
// size only when there are no others.
Result<std::vector<UserFunction>> PickUserFunctions(const std::vector<UserFunction>& all,
                                                    std::string_view name, const std::string& path);
// The one whose bytes hold `address`; of several the one that begins last, of those that begin there the
// shortest name. `path` is for the error.
Result<UserFunction> PickFunctionAt(const std::vector<UserFunction>& all, uint64_t address,
                                    const std::string& path);

}  // namespace sonde
