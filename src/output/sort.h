// The order in which map entries are printed (cli-and-output.md 12.4). Covered by
// tests/output/sort_test.cpp.
#pragma once

#include "output/value.h"

namespace sonde::output {

// Ascending by value, equal values by key: a total order, so that the same data always prints the same.
void SortEntries(MapData& map);

}  // namespace sonde::output
