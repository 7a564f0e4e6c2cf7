// CheckPrivileges: whether this process may trace at all. Covered by tests/runtime/privileges_test.cpp.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace sonde::runtime {

// Tracing needs CAP_SYS_ADMIN, or CAP_BPF with CAP_PERFMON. `effective` is a capability set as the kernel
// writes it: bit N for capability N.
Status CheckCapabilities(uint64_t effective);

// The same for this process. Says nothing when the kernel does not tell its capabilities.
Status CheckPrivileges();

}  // namespace sonde::runtime
