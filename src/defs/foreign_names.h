// Names of other tools and languages, expanded from foreign_{names,methods,types}.def.
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

struct ForeignTypeRow {
  std::string_view name;
  std::string_view type;  // empty: the language has none
  std::string_view origin;
};

inline constexpr ForeignTypeRow kForeignTypes[] = {
#define FOREIGN_TYPE(name, type, origin) {name, type, origin},
#include "defs/foreign_types.def"
};

// Null if there is none of that name.
constexpr const ForeignTypeRow* FindForeignType(std::string_view name) {
  for (const ForeignTypeRow& row : kForeignTypes) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace sonde
