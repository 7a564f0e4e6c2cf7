// Kernel functions whose names or places changed between kernels, expanded from moved_functions.def.
#pragma once

#include <string_view>

namespace sonde {

struct MovedFunctionRow {
  std::string_view old_name;
  std::string_view today;  // functions and tracepoints, separated by spaces, the best first
};

inline constexpr MovedFunctionRow kMovedFunctions[] = {
#define MOVED(old_name, today) {old_name, today},
#include "defs/moved_functions.def"
};

}  // namespace sonde
