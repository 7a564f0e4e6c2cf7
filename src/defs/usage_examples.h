// Calls to copy, expanded from usage_examples.def.
#pragma once

#include <string_view>

namespace sonde {

struct UsageExampleRow {
  std::string_view function;
  std::string_view text;
};

inline constexpr UsageExampleRow kUsageExamples[] = {
#define EXAMPLE(function, text) {function, text},
#include "defs/usage_examples.def"
};

// Empty if there is none.
constexpr std::string_view ExampleOf(std::string_view function) {
  for (const UsageExampleRow& row : kUsageExamples) {
    if (row.function == function) return row.text;
  }
  return {};
}

}  // namespace sonde
