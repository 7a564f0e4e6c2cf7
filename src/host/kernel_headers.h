// LocateKernelHeaders: the kernel's headers on this machine. Covered by tests/host/kernel_headers_test.cpp.
#pragma once

#include <string>

#include "host/host_view.h"

namespace sonde {

// BPFTRACE_KERNEL_SOURCE and BPFTRACE_KERNEL_BUILD, else ROOT/lib/modules/RELEASE/source and .../build; each
// stands in for the other. ARCH in the environment overrides the machine's architecture.
KernelHeaders LocateKernelHeaders(const std::string& release, const std::string& root = "");

}  // namespace sonde
