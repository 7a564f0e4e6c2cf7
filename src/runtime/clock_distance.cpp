// Distances between clocks. Leaves: DistanceFromBoot. Covered by tests/runtime/time_text_test.cpp.
#include "runtime/clock_distance.h"

#include "base/clock.h"

namespace sonde::runtime {
ClockDistance DistanceFromBoot(clockid_t clock) {
  constexpr int kTries = 5;
  ClockDistance best{0, UINT64_MAX};
  for (int i = 0; i < kTries; ++i) {
    const uint64_t before = ClockNs(clock);
    const uint64_t boot = ClockNs(CLOCK_BOOTTIME);
    const uint64_t skew = ClockNs(clock) - before;
    if (skew < best.skew) best = {before + skew / 2 - boot, skew};
  }
  return best;
}

}  // namespace sonde::runtime
