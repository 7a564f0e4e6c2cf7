// fentry and fexit on BPF programs: bpf:[id:]name. Covered by tests/probes/fentry_test.cpp.
#pragma once

#include "probes/handler.h"

namespace sonde {

// As ProbeHandler::parse; the first part is "bpf".
bool ParseBpfProgram(const ParseRequest& request, AttachSpec& spec);

// One probe for each function that is called so.
std::vector<ExpandedProbe> ExpandBpfProgram(const ExpandRequest& request);

// What the function returns; null if that is not known.
TypePtr ResultOfBpfProgram(const AttachSpec& spec, HostView& host);

}  // namespace sonde
