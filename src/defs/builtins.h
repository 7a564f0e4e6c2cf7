// BuiltinId and its table, expanded from builtins.def.
#pragma once

#include <cstdint>
#include <string_view>

namespace sonde {

enum class BuiltinId : uint8_t {
#define BUILTIN(id, name, parse_time, help) id,
#include "defs/builtins.def"
};

struct BuiltinRow {
  BuiltinId id;
  std::string_view name;
  bool parse_time;
  std::string_view help;
};

inline constexpr BuiltinRow kBuiltins[] = {
#define BUILTIN(id, name, parse_time, help) {BuiltinId::id, name, parse_time, help},
#include "defs/builtins.def"
};

constexpr const BuiltinRow& RowOf(BuiltinId id) {
  return kBuiltins[static_cast<unsigned>(id)];
}

}  // namespace sonde
