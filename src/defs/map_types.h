// Map types: what maps with keys are in the kernel, expanded from map_types.def. Covered by
// tests/golden/typed/maps/declared.bt and tests/tables/scripts_test.cpp.
#pragma once

#include <cstdint>
#include <string_view>

namespace sonde {

struct MapTypeRow {
  std::string_view name;
  bool per_cpu;
  bool lru;
  uint32_t kernel;
  std::string_view help;
};

inline constexpr MapTypeRow kMapTypes[] = {
#define MAP_TYPE(name, per_cpu, lru, kernel, help) {name, per_cpu, lru, kernel, help},
#include "defs/map_types.def"
};

constexpr const MapTypeRow* FindMapType(std::string_view name) {
  for (const auto& row : kMapTypes) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

// There is a row for each of the four.
constexpr const MapTypeRow& MapTypeOf(bool per_cpu, bool lru) {
  const MapTypeRow* found = kMapTypes;
  for (const auto& row : kMapTypes) {
    if (row.per_cpu == per_cpu && row.lru == lru) found = &row;
  }
  return *found;
}

}  // namespace sonde
