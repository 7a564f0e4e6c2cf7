// The system calls of tracing as functions with Results: perf events, links, test runs, CPUs, clocks.
// Covered by tests/runtime/kernel_test.cpp and session_test.cpp.
#pragma once

#include <linux/perf_event.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace sonde::runtime {

// perf_event_open with close-on-exec. `cpu` or `pid` -1: any.
Result<UniqueFd> OpenPerfEvent(perf_event_attr attr, int pid, int cpu);

// The same: a descriptor, or a negative errno that tells callers what to try next.
int TryPerfEvent(perf_event_attr attr, int pid, int cpu);

// Lets a perf event run a program, and switches it on.
Status StartPerfEvent(int event_fd, int program_fd);

// The same, for a program that serves several events: bpf_get_attach_cookie() gives it `cookie`. The program
// runs as long as the link is open.
Result<UniqueFd> LinkPerfEvent(int event_fd, int program_fd, uint64_t cookie);

// One link for many kernel functions: its descriptor, or a negative errno that tells callers what to try
// next.
int LinkKprobeMulti(int program_fd, std::span<const char* const> functions, bool at_return);

int LinkKprobeMulti(int program_fd, std::span<const uint64_t> addresses, bool at_return);
// The same for programs that run at entry and return.
int LinkKprobeSession(int program_fd, std::span<const char* const> functions);
int LinkKprobeSession(int program_fd, std::span<const uint64_t> addresses);

// Places of one file. The others are empty, or as many as offsets.
struct UserPlaces {
  std::vector<uint64_t> offsets;  // in the file, bytes
  std::vector<uint64_t>
      counters;  // offsets of 16-bit counters that the kernel keeps while it watches; 0: none
  std::vector<uint64_t> cookies;
};
// One link for all of them; `pid` 0: every process. A descriptor or a negative errno.
int LinkUprobeMulti(int program_fd, const std::string& path, const UserPlaces& places, bool at_return,
                    int pid);

Result<UniqueFd> OpenRawTracepoint(const std::string& name, int program_fd);

// Objects of the kernel that an iterator's program is called with while the descriptor is read. `pid`: of
// this process only, for kinds that belong to processes; 0: of all. A descriptor or a negative errno.
int OpenIterator(int program_fd, const std::string& object, int pid);
// The same, as a link that may be opened any number of times; -errno on failure.
int LinkIterator(int program_fd, const std::string& object, int pid);
// Makes the function that a tracing program was loaded for call it, as long as the link is open: its
// descriptor, or a negative errno.
int LinkTrampoline(int program_fd);

// Runs a raw tracepoint program once, here and now.
Status RunProgram(int program_fd);
// The same; what it returns.
Result<uint32_t> CallProgram(int program_fd);

// Measures how long programs take as long as it lives, which makes each run a little longer.
class RunClock {
 public:
  // An error if the kernel does not let this process.
  Status Start();
  [[nodiscard]] bool started() const { return statistics_.valid(); }
  // Nanoseconds that the program has run since it was loaded, all its runs together.
  [[nodiscard]] static Result<uint64_t> TimeOf(int program_fd);
  // What is measured of a program that does nothing: nanoseconds of `times` runs.
  [[nodiscard]] uint64_t CostOf(uint64_t times) const { return cost_of_thousand_ * times / 1000; }

 private:
  UniqueFd statistics_;
  uint64_t cost_of_thousand_ = 0;  // ns
};

// Returns when every program that was running when this was called has ended: one grace period of the kernel,
// 0.1 to some 30 ms. Programs that begin meanwhile are not waited for.
void WaitForRunningPrograms();

// Type number of a dynamic PMU ("kprobe", "uprobe") and the config bit that selects return probes.
struct ProbePmu {
  uint32_t type = 0;
  uint64_t return_bit = 0;
};
Result<ProbePmu> FindProbePmu(const std::string& name);

// CPUs to open events on. Where neither /sys nor /proc tells which are online, all possible ones: an event on
// one that is not fails.
const std::vector<int>& OnlineCpus();

// CPUs that may ever be there: the kernel keeps, and a look-up writes, a value of a per-CPU map for each.
// From /sys where it is mounted, else from the kernel itself. An error when neither answers; nobody may
// guess.
Result<int> PossibleCpuCount();
// The second way: counts the values that a look-up writes.
Result<int> CountPerCpuValues();
// Whether a look-up in `map_fd`, a new per-CPU array with values of `value_size` bytes, writes values for
// exactly `cpus` CPUs.
Status CheckCpuCount(int map_fd, size_t value_size, int cpus);

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
