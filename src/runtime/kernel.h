// The system calls of tracing as functions with Results: perf events, links, test runs, CPUs, clocks.
// Covered by tests/runtime/kernel_test.cpp and session_test.cpp.
#pragma once

#include <linux/perf_event.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "runtime/fd.h"

namespace sonde::runtime {

// perf_event_open with close-on-exec. `cpu` or `pid` -1: any.
Result<UniqueFd> OpenPerfEvent(perf_event_attr attr, int pid, int cpu);

// The same: a descriptor, or a negative errno that tells callers what to try next.
int TryPerfEvent(perf_event_attr attr, int pid, int cpu);

// Lets a perf event run a program, and switches it on.
Status StartPerfEvent(int event_fd, int program_fd);

// One link for many kernel functions: its descriptor, or a negative errno that tells callers what to try
// next.
int LinkKprobeMulti(int program_fd, std::span<const char* const> functions, bool at_return);

int LinkKprobeMulti(int program_fd, std::span<const uint64_t> addresses, bool at_return);

// One link for many places of one file; `pid` 0: every process. A descriptor or a negative errno.
int LinkUprobeMulti(int program_fd, const std::string& path, std::span<const uint64_t> offsets,
                    bool at_return, int pid);

Result<UniqueFd> OpenRawTracepoint(const std::string& name, int program_fd);

// Runs a raw tracepoint program once, here and now.
Status RunProgram(int program_fd);

// Type number of a dynamic PMU ("kprobe", "uprobe") and the config bit that selects return probes.
struct ProbePmu {
  uint32_t type = 0;
  uint64_t return_bit = 0;
};
Result<ProbePmu> FindProbePmu(const std::string& name);

const std::vector<int>& OnlineCpus();
int PossibleCpuCount();

uint64_t BootTimeNs();

// What to say about a kernel that is older than the language needs; empty if it is not, or if its release
// cannot be understood.
std::string OldKernelWarning(const std::string& release);

// True when this process is not in the initial pid namespace; device and inode name it.
struct PidNamespace {
  bool initial = true;
  uint64_t device = 0;
  uint64_t inode = 0;
};
PidNamespace OwnPidNamespace();

}  // namespace sonde::runtime
