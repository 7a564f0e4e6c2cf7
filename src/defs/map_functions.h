// MapFunction: the aggregations, expanded from map_functions.def. None stands for a plain value.
#pragma once

#include <cstdint>
#include <string_view>

namespace sonde {

enum class MapFunction : uint8_t {
  None,
#define MAP_FUNCTION(id, name, castable, json_type, words, form, help) id,
#include "defs/map_functions.def"
};

struct MapFunctionRow {
  MapFunction function;
  std::string_view name;
  bool castable;
  std::string_view json_type;
  uint32_t words;
  std::string_view form;  // what one looks like
  std::string_view help;
};

inline constexpr MapFunctionRow kMapFunctions[] = {
    {MapFunction::None, "", false, "map", 0, "", ""},
#define MAP_FUNCTION(id, name, castable, json_type, words, form, help) \
  {MapFunction::id, name, castable, json_type, words, form, help},
#include "defs/map_functions.def"
};

constexpr const MapFunctionRow& RowOf(MapFunction function) {
  return kMapFunctions[static_cast<unsigned>(function)];
}

}  // namespace sonde
