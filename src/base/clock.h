// Clocks as one number. Covered by tests/base/clock_test.cpp.
#pragma once

#include <cstdint>
#include <ctime>

namespace sonde {

// Nanoseconds of a clock; of CLOCK_REALTIME since the beginning of 1970. Signal handlers may ask.
inline uint64_t ClockNs(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

}  // namespace sonde
