// What the numbers of a map are, as far as the map says. Covered by tests/output/flamegraph_writer_test.cpp.
#pragma once

#include <string>
#include <string_view>

#include "output/value.h"

namespace sonde::output {

// Of what is counted (count(), histograms, which count their values) `counted`. Of other numbers what the
// name of the map ends in, alone or behind a low line, as people name maps: ns, nsecs; us, usecs; ms, msecs;
// secs; bytes. Then ns, us, ms, s or bytes; empty if it says nothing.
std::string UnitOf(const MapData& map, std::string_view counted);

}  // namespace sonde::output
