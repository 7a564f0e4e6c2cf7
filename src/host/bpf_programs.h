// Functions of the BPF programs that the kernel has loaded. Covered by tests/host/bpf_programs_test.cpp and
// tests/run/fentry-bpf.test.
#pragma once

#include <vector>

#include "host/host_view.h"

namespace sonde {

// As HostView::BpfFunctions, of the running kernel. Needs CAP_SYS_ADMIN; empty without.
std::vector<BpfFunction> ReadBpfFunctions();

}  // namespace sonde
