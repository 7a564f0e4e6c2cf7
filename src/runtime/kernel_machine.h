// The kernel as a Machine: through libbpf and system calls. Covered by tests/runtime/session_test.cpp.
#pragma once

#include <memory>

#include "host/host_view.h"
#include "runtime/machine.h"

namespace sonde::runtime {

// `host` outlives the machine. Made for one bundle; what holds its probes is given back with it.
std::unique_ptr<Machine> MakeKernelMachine(HostView& host);

}  // namespace sonde::runtime
