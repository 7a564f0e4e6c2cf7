// Runs that wait for memory. Leaves: WaitingRuns. Covered by tests/runtime/waiting_runs_test.cpp.
#include "runtime/waiting_runs.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <bit>
#include <ctime>

#include "defs/events.h"
#include "runtime/kernel.h"

namespace sonde::runtime {

std::vector<uint64_t> WaitingRuns::Masks() const {
  constexpr uint64_t kOwn = ((uint64_t{1} << kSleepSlots) - 1) << kScratchSlots;
  std::vector<uint64_t> masks;
  for (uint32_t cpu = 0; cpu < static_cast<uint32_t>(cpus_); ++cpu) {
    uint64_t mask = 0;
    if (bpf_map_lookup_elem(mask_fd_, &cpu, &mask) == 0) masks.push_back(mask & kOwn);
  }
  return masks;
}

uint64_t WaitingRuns::Count() const {
  uint64_t runs = 0;
  for (const uint64_t mask : Masks())
    runs += static_cast<uint64_t>(std::popcount(mask));
  return runs;
}

// A run keeps its bit, so one that was under way has ended once its bit was seen to be clear.
void WaitingRuns::Wait() const {
  constexpr int kMostRounds = 400;
  constexpr timespec kRound{0, 500000};
  std::vector<uint64_t> left = Masks();
  const auto some = [&] {
    return std::any_of(left.begin(), left.end(), [](uint64_t mask) { return mask != 0; });
  };
  if (!some()) return;
  for (int round = 0; round < kMostRounds && some(); ++round) {
    nanosleep(&kRound, nullptr);
    const std::vector<uint64_t> now = Masks();
    for (size_t cpu = 0; cpu < left.size() && cpu < now.size(); ++cpu)
      left[cpu] &= now[cpu];
  }
  WaitForRunningPrograms();  // what they wrote is seen from here on
}

}  // namespace sonde::runtime
