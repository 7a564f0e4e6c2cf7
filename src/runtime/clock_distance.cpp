// Distances between clocks. Leaves: DistanceFromBoot. Covered by tests/runtime/time_text_test.cpp.
#include "runtime/clock_distance.h"

namespace sonde::runtime {
namespace {

uint64_t Read(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1000000000ULL + static_cast<uint64_t>(now.tv_nsec);
}

}  // namespace

ClockDistance DistanceFromBoot(clockid_t clock) {
  constexpr int kTries = 5;
  ClockDistance best{0, UINT64_MAX};
  for (int i = 0; i < kTries; ++i) {
    const uint64_t before = Read(clock);
    const uint64_t boot = Read(CLOCK_BOOTTIME);
    const uint64_t skew = Read(clock) - before;
    if (skew < best.skew) best = {before + skew / 2 - boot, skew};
  }
  return best;
}

}  // namespace sonde::runtime
