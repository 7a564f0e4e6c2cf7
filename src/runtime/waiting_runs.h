// Runs of programs that may wait for memory, which the kernel's grace periods do not cover. Covered by
// tests/runtime/waiting_runs_test.cpp and tests/run/sleepable.test.
#pragma once

#include <cstdint>
#include <vector>

namespace sonde::runtime {

// They are known by the scratch slots that they hold. `mask_fd`: of kScratchMaskMap, an entry for each of
// `cpus` CPUs.
class WaitingRuns {
 public:
  WaitingRuns(int mask_fd, int cpus) : mask_fd_(mask_fd), cpus_(cpus) {}
  // Returns when each run that was under way has ended, or after 0.2 s: how long a page takes nobody can say.
  void Wait() const;
  // How many are under way.
  [[nodiscard]] uint64_t Count() const;

 private:
  [[nodiscard]] std::vector<uint64_t> Masks() const;

  int mask_fd_;
  int cpus_;
};

}  // namespace sonde::runtime
