// What programs do with maps, all of them together. Leaves: OnlyAggregated. Covered by
// tests/typed/map_use_test.cpp.
#pragma once

#include <vector>

#include "typed/typed.h"

namespace sonde::typed {

// By map: whether programs do nothing to it but aggregate into it, so that only the runtime ever looks at its
// values.
std::vector<bool> OnlyAggregated(const Program& program);

}  // namespace sonde::typed
