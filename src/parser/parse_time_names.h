// Names that are builtins already while parsing (spec 2.2): they can not be macro parameters, cast types
// or labels of records, so `(pid) - 1` is a subtraction. All other builtins can be shadowed by macros.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace sonde {

inline bool IsParseTimeName(std::string_view name) {
  static constexpr std::array<std::string_view, 7> kNames = {"args", "ctx", "kstack", "nsecs",
                                                             "pid",  "tid", "ustack"};
  static constexpr std::string_view kArg = "arg";
  if (std::find(kNames.begin(), kNames.end(), name) != kNames.end()) return true;
  if (name.starts_with("__builtin_")) return true;
  return name.size() > kArg.size() && name.starts_with(kArg) &&
         name.find_first_not_of("0123456789", kArg.size()) == std::string_view::npos;
}

}  // namespace sonde
