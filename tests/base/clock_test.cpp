// Tests of clocks as one number.
#include "base/clock.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

TEST(Clock, CountsNanoseconds) {
  const uint64_t before = ClockNs(CLOCK_MONOTONIC);
  const timespec pause{0, 20'000'000};
  nanosleep(&pause, nullptr);
  EXPECT_GE(ClockNs(CLOCK_MONOTONIC), before + 20'000'000);
  EXPECT_EQ(ClockNs(CLOCK_REALTIME) / 1'000'000'000 / 100, static_cast<uint64_t>(std::time(nullptr)) / 100);
}

}  // namespace
}  // namespace sonde
