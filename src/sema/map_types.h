// The types of map declarations: let @m = lruhash(100). Covered by tests/golden/typed/maps/declared.bt.
#pragma once

#include <string_view>

namespace sonde::sema {

struct MapTypeRow {
  std::string_view name;
  bool per_cpu;
  bool lru;
};

inline constexpr MapTypeRow kMapTypes[] = {
    {"hash", false, false},
    {"lruhash", false, true},
    {"percpuhash", true, false},
    {"percpulruhash", true, true},
};

constexpr const MapTypeRow* FindMapType(std::string_view name) {
  for (const auto& row : kMapTypes) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace sonde::sema
