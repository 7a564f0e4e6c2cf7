// What an attach point was meant to be that names no probe type of ours: a probe of DTrace or perf, the bare
// name of a system call, an event or a function, other separators. Covered by tests/probes/meant_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "host/host_view.h"
#include "probes/attach_point.h"

namespace sonde {

// The attach points of this host that `text` may mean, the likeliest first; empty if nothing is like it.
std::vector<std::string> MeantProbes(const std::string& text, HostView& host);

// An attach point of the type to copy.
std::string ExampleOf(const ProbeTypeRow& row);

// The tracepoints of system calls whose names are nearly `event` of `category`: openat for sys_enter_openat,
// stat for sys_enter_newstat.
std::vector<std::string> MeantSystemCalls(const std::string& event, HostView& host);

}  // namespace sonde
