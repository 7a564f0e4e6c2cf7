// What uprobes take from a program's debug information: named arguments, source lines, inlined functions.
// Covered by tests/dwarf/probes_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "probes/attach_point.h"

namespace sonde {

// Of a probe at the first instruction of one function. As ProbeHandler::arguments.
Result<std::vector<ProbeArgument>> UprobeArguments(const AttachSpec& spec, HostView& host);

// Of a probe with a source line.
Result<std::vector<CodeLine>> FindSourcePlaces(const AttachSpec& spec, HostView& host);

// For a function without a symbol: where it was inlined, and what can be probed; empty if it was not.
std::vector<std::string> HintsForInlined(const AttachSpec& spec, const std::string& path, HostView& host);

// Lines of a listing: the parameters of the function, "    TYPE NAME".
void AppendParameters(const UserFunction& function, DebugInfo& debug, std::vector<std::string>& lines);

}  // namespace sonde
