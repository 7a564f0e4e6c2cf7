// Whether a probe on registers can run on a trampoline, where the kernel has no kprobes. Covered by
// tests/plan/substitute_test.cpp.
#pragma once

namespace sonde {

class HostView;

namespace typed {
struct Probe;
}

namespace plan {

// Whether a kprobe or kretprobe is for one whole function that has a trampoline on this host, and reads no
// register but those with that function's parameters.
bool TrampolineWillDo(const typed::Probe& probe, HostView& host);

}  // namespace plan
}  // namespace sonde
