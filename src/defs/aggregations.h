// Aggregation: the aggregations, expanded from aggregations.def. None stands for a plain value.
#pragma once

#include <cstdint>
#include <string_view>

#include "defs/signature.h"

namespace sonde {

enum class Aggregation : uint8_t {
  None,
#define AGGREGATION(id, name, castable, adds_up, json_type, words, form, help) id,
#include "defs/aggregations.def"
};

struct AggregationRow {
  Aggregation function;
  std::string_view name;
  bool castable;
  bool adds_up;  // values of one key add up word by word
  std::string_view json_type;
  uint32_t words;
  std::string_view form;  // what one looks like
  Signature signature;    // the same, taken apart
  std::string_view help;
};

inline constexpr AggregationRow kAggregations[] = {
    {Aggregation::None, "", false, false, "map", 0, "", {}, ""},
#define AGGREGATION(id, name, castable, adds_up, json_type, words, form, help) \
  {Aggregation::id, name, castable, adds_up, json_type, words, form, ParseSignature("any " form), help},
#include "defs/aggregations.def"
};

constexpr const AggregationRow& RowOf(Aggregation function) {
  return kAggregations[static_cast<unsigned>(function)];
}

}  // namespace sonde
