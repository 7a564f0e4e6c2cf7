// Names of other tools and languages, expanded from foreign_names.def.
#pragma once

#include <string_view>

namespace sonde {

struct ForeignNameRow {
  std::string_view name;
  std::string_view instead;
  std::string_view origin;
  std::string_view hint;
};

inline constexpr ForeignNameRow kForeignNames[] = {
#define FOREIGN(name, instead, origin, hint) {name, instead, origin, hint},
#include "defs/foreign_names.def"
};

// Null if there is none of that name.
constexpr const ForeignNameRow* FindForeignName(std::string_view name) {
  for (const ForeignNameRow& row : kForeignNames) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace sonde
