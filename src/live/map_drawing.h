// The middle of the screen: one map, as a table with what belongs to its selected row, or as a heat map.
// Covered by tests/live/drawing_test.cpp.
#pragma once

#include <vector>

#include "live/lines.h"
#include "live/state.h"

namespace sonde::live {

// No more lines than `size` has rows.
std::vector<Line> DrawMap(const State& state, const output::MapData& map, MapState& shown, Size size);

}  // namespace sonde::live
