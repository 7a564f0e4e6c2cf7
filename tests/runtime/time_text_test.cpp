// Tests of src/runtime/time_text.cpp and clock_distance.cpp.
#include "runtime/time_text.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "runtime/clock_distance.h"

namespace sonde::runtime {
namespace {

constexpr timespec kMoment{86399, 1002003};  // of 1970, 1.002003 ms before midnight

class TimeTextTest : public testing::Test {
 protected:
  TimeTextTest() {
    setenv("TZ", "UTC", 1);
    tzset();
  }
};

TEST_F(TimeTextTest, IsWhatTheCLibraryMakes) {
  EXPECT_EQ(TimeText("%Y-%m-%d %H:%M:%S", kMoment, 64, ""), "1970-01-01 23:59:59");
}

TEST_F(TimeTextTest, HasPartsOfASecond) {
  EXPECT_EQ(TimeText("%f %l %k", kMoment, 64, "fkl"), "001002 001 001002003");
  EXPECT_EQ(TimeText("%f", {0, 999999999}, 64, "fkl"), "999999");
  EXPECT_EQ(TimeText("%k", {0, 0}, 64, "fkl"), "000000000");
}

TEST_F(TimeTextTest, LeavesOtherConversionsToTheCLibrary) {
  EXPECT_EQ(TimeText("%k", kMoment, 64, "f"), "23");
  EXPECT_EQ(TimeText("%%f %%%f", kMoment, 64, "f"), "%f %001002");
  EXPECT_EQ(TimeText("x%", kMoment, 64, "fkl"), "x%");
}

TEST_F(TimeTextTest, IsEmptyWhereItDoesNotFit) {
  EXPECT_EQ(TimeText("12345678", kMoment, 9, ""), "12345678");
  EXPECT_EQ(TimeText("12345678", kMoment, 8, ""), "");
  EXPECT_EQ(TimeText("", kMoment, 8, ""), "");
}

TEST(DistanceFromBoot, IsBetweenReadings) {
  const auto read = [](clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<uint64_t>(now.tv_sec) * 1000000000ULL + static_cast<uint64_t>(now.tv_nsec);
  };
  const uint64_t least = read(CLOCK_REALTIME) - read(CLOCK_BOOTTIME);
  const ClockDistance found = DistanceFromBoot(CLOCK_REALTIME);
  EXPECT_NEAR(static_cast<double>(found.ns - least), 0.0, 1e8);
  EXPECT_LT(found.skew, 100000000U);
}

}  // namespace
}  // namespace sonde::runtime
