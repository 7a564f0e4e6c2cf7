// The stack modes a script or the config may name. Covered by tests/golden/typed/functions/stack*.
#pragma once

#include <optional>
#include <string_view>

#include "types/type.h"

namespace sonde::sema {

struct StackModeRow {
  std::string_view name;
  StackFormat format;
};

inline constexpr StackModeRow kStackModes[] = {
    {"bpftrace", StackFormat::Default},
    {"perf", StackFormat::Perf},
    {"raw", StackFormat::Raw},
    {"build_id", StackFormat::BuildId},
};

constexpr std::optional<StackFormat> FindStackMode(std::string_view name) {
  for (const auto& row : kStackModes) {
    if (row.name == name) return row.format;
  }
  return std::nullopt;
}

}  // namespace sonde::sema
