// What the running kernel's symbols and text say about the places of kprobes. Covered by
// tests/probes/kprobe_test.cpp and, in guests, tests/run/kprobe-places.test.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "probes/attach_point.h"

namespace sonde {

// Why no kprobe can be `offset` bytes into a function.
struct OffsetProblem {
  bool outside = false;  // of the function; else inside of an instruction
  uint64_t size = 0;     // of the function, bytes
  std::vector<std::string> hints;
};

// Nothing when the place is good, or when it cannot be known: the kernel checks again. `shown`: the function
// as probes name it, with its module.
std::optional<OffsetProblem> CheckKernelOffset(const std::vector<KernelSymbol>& functions, uint64_t offset,
                                               const std::string& shown, HostView& host);

// Where today's kernels do what `function` did (defs/moved_functions.def): a function or tracepoint of the
// running one; empty if that is not known.
std::string MovedTo(const std::string& function, HostView& host);

// What an error about a function that cannot be probed says besides: functions with nearly this name, events
// that fire in the same place.
// What to do about a module that is not loaded.
std::string HintModule(ProbeKind kind, const KernelSpec& kernel, HostView& host);
std::vector<std::string> HintsInsteadOf(ProbeKind kind, const std::string& function, HostView& host);

}  // namespace sonde
