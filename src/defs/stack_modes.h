// StackMode: the ways to show a stack, expanded from stack_modes.def.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sonde {

enum class StackMode : uint8_t {
#define STACK_MODE(id, name) id,
#include "defs/stack_modes.def"
};

struct StackModeRow {
  StackMode mode;
  std::string_view name;
};

inline constexpr StackModeRow kStackModes[] = {
#define STACK_MODE(id, name) {StackMode::id, name},
#include "defs/stack_modes.def"
};

constexpr const StackModeRow& RowOf(StackMode mode) {
  return kStackModes[static_cast<unsigned>(mode)];
}

constexpr std::optional<StackMode> FindStackMode(std::string_view name) {
  for (const auto& row : kStackModes) {
    if (row.name == name) return row.mode;
  }
  return std::nullopt;
}

}  // namespace sonde
