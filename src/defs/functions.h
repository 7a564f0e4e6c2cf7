// FunctionId and its table, expanded from functions.def.
#pragma once

#include <cstdint>
#include <string_view>

namespace sonde {

enum class FunctionId : uint8_t {
#define FUNCTION(id, name, min_args, max_args, help) id,
#include "defs/functions.def"
};

struct FunctionRow {
  FunctionId id;
  std::string_view name;
  uint32_t min_args;
  uint32_t max_args;
  std::string_view help;
};

inline constexpr FunctionRow kFunctions[] = {
#define FUNCTION(id, name, min_args, max_args, help) {FunctionId::id, name, min_args, max_args, help},
#include "defs/functions.def"
};

constexpr const FunctionRow& RowOf(FunctionId id) {
  return kFunctions[static_cast<unsigned>(id)];
}

}  // namespace sonde
