// Names of probe types: finding the row of one, and saying what is wrong with the others.
// Covered by tests/probes/attach_point_test.cpp.
#pragma once

#include <string_view>

#include "base/nearest.h"
#include "defs/probe_types.h"

namespace sonde {

// By long or old name in any letter case, or by the exact abbreviation; null if there is none.
const ProbeTypeRow* FindProbeType(std::string_view name);

// True for an abbreviation written in the wrong letter case.
bool IsMiscasedAlias(std::string_view name);

// The probe type whose name differs least, when that is little; else empty.
Suggestion NearestProbeName(std::string_view name);

}  // namespace sonde
