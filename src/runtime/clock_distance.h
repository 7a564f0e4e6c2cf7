// How far a clock is from CLOCK_BOOTTIME. Covered by tests/runtime/time_text_test.cpp.
#pragma once

#include <cstdint>
#include <ctime>

namespace sonde::runtime {

// Above this it is said that dates may be inaccurate.
inline constexpr uint64_t kLargeSkewNs = 1000000;

struct ClockDistance {
  uint64_t ns = 0;    // the clock less CLOCK_BOOTTIME, modulo 2^64
  uint64_t skew = 0;  // nanoseconds between the readings that it comes from
};

// Reads the clock, CLOCK_BOOTTIME and the clock again, a few times; the reading that took least counts.
ClockDistance DistanceFromBoot(clockid_t clock);

}  // namespace sonde::runtime
