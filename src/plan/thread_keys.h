// Maps in which every thread has entries of its own. Leaves: KeyedByThread. Covered by
// tests/plan/thread_keys_test.cpp.
#pragma once

#include <vector>

#include "plan/plan.h"

namespace sonde {

// By map: whether all that programs do to it is to set, read, find and delete the entry whose key is `tid`,
// and no two of these programs can run in one thread at once, the one interrupting the other.
std::vector<bool> KeyedByThread(const typed::Program& program, const std::vector<ProbePlan>& plan);

// Whether the kernel keeps a program of this kind from running while another of them runs on the same CPU: it
// keeps a per-CPU count of active programs (bpf_prog_active in kernel/trace/bpf_trace.c and
// kernel/events/core.c).
bool HasKernelGuard(ProbeKind kind, const ProbePlan& plan);

}  // namespace sonde
