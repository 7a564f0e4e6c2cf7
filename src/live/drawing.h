// Drawing: the lines of a screen, from its state. Covered by tests/live/drawing_test.cpp.
#pragma once

#include <vector>

#include "live/lines.h"
#include "live/state.h"

namespace sonde::live {

// What fits less is a screen that says so.
inline constexpr Size kLeastSize = {8, 40};

// As many lines as the screen has rows, none wider than it. Rows that were gone to are found, and what is
// scrolled too far is put right.
std::vector<Line> Draw(State& state, Size size);

}  // namespace sonde::live
