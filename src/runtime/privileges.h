// CheckPrivileges: whether this process may trace at all. BlameCapabilities: what it may lack. Covered by
// tests/runtime/privileges_test.cpp.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"

namespace sonde::runtime {

// Tracing needs CAP_SYS_ADMIN, or CAP_BPF with CAP_PERFMON. `effective` is a capability set as the kernel
// writes it: bit N for capability N.
Status CheckCapabilities(uint64_t effective);

// The same for this process. Says nothing when the kernel does not tell its capabilities.
Status CheckPrivileges();

// `error`, which is that something was not permitted, with a hint if that takes a capability that is not in
// the set; of an unknown set nothing is said. `paranoid`: kernel.perf_event_paranoid.
Error BlameCapabilities(Error error, std::optional<uint64_t> effective, int paranoid);
Error BlameCapabilities(Error error);

}  // namespace sonde::runtime
