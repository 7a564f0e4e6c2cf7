// Names of other tools and languages, expanded from foreign_names.def and foreign_methods.def.
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

struct ForeignMethodRow {
  std::string_view name;
  std::string_view of_map;
  std::string_view of_text;
};

inline constexpr ForeignMethodRow kForeignMethods[] = {
#define METHOD(name, of_map, of_text) {name, of_map, of_text},
#include "defs/foreign_methods.def"
};

}  // namespace sonde
