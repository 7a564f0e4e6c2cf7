// What uprobes attach to: the files of a target, the functions of a pattern, the places of a source line.
// Covered by tests/probes/uprobe_test.cpp and tests/dwarf/probes_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "probes/handler.h"

namespace sonde {

// The normalised name of a spec; its target as it was written.
std::string UprobeName(const AttachSpec& spec);

// As ProbeHandler::expand.
std::vector<ExpandedProbe> ExpandUprobe(const ExpandRequest& request);

}  // namespace sonde
