// Names that are builtins already while parsing (spec 2.2): they can not be macro parameters, cast types
// or labels of records, so `(pid) - 1` is a subtraction. All other builtins can be shadowed by macros.
// Covered by tests/parser/refine_test.cpp.
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

#include "defs/builtins.h"

namespace sonde {

inline bool IsBuiltinName(std::string_view name) {
  return std::any_of(std::begin(kBuiltins), std::end(kBuiltins),
                     [&](const BuiltinRow& row) { return row.name == name; });
}

inline bool IsParseTimeName(std::string_view name) {
  const bool in_table = std::any_of(std::begin(kBuiltins), std::end(kBuiltins), [&](const BuiltinRow& row) {
    return row.parse_time && row.name == name;
  });
  // What the language reserves beyond the table: a prefix, the numbered arguments, and the context.
  static constexpr std::string_view kPrefix = "__builtin_";
  static constexpr std::string_view kArgument = "arg";
  static constexpr std::string_view kContext = "ctx";
  if (in_table || name == kContext || name.starts_with(kPrefix)) return true;
  return name.size() > kArgument.size() && name.starts_with(kArgument) &&
         name.find_first_not_of("0123456789", kArgument.size()) == std::string_view::npos;
}

}  // namespace sonde
