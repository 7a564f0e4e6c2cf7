// Tests of src/probes/timer.cpp: units, rates, bare durations.
#include "probe_testing.h"

namespace sonde {
namespace {

using ::testing::HasSubstr;

class TimerTest : public ProbeTest {};

TEST_F(TimerTest, PeriodsAreNanoseconds) {
  EXPECT_EQ(ParseSpec("interval:s:5")->As<TimerSpec>().period, 5000000000u);
  EXPECT_EQ(ParseSpec("interval:ms:100")->As<TimerSpec>().period, 100000000u);
  EXPECT_EQ(ParseSpec("profile:us:200")->As<TimerSpec>().period, 200000u);
  const auto hertz = ParseSpec("profile:hz:99");
  EXPECT_EQ(hertz->As<TimerSpec>().period, 0u);
  EXPECT_EQ(hertz->As<TimerSpec>().frequency, 99u);
  EXPECT_EQ(hertz->name, "profile:hz:99");
}

TEST_F(TimerTest, BareDurationsAreRoundedToMicroseconds) {
  EXPECT_EQ(Parse("interval:500ms"), "interval:us:500000");
  EXPECT_EQ(Parse("profile:1000000"), "profile:us:1000");
  EXPECT_EQ(ParseSpec("interval:1999")->As<TimerSpec>().period, 1000u);
  EXPECT_THAT(Parse("interval:999"), HasSubstr("Minimum is 1000 or 1us"));
  EXPECT_THAT(Parse("interval:10ns"), HasSubstr("Minimum is 1000 or 1us"));
}

TEST_F(TimerTest, NumbersInEverySpelling) {
  EXPECT_EQ(Parse("interval:s:1e3"), "interval:s:1000");
  EXPECT_EQ(Parse("interval:ms:0x10"), "interval:ms:16");
  context_.words.positional = {"7"};
  EXPECT_EQ(Parse("interval:s:$1"), "interval:s:7");
}

TEST_F(TimerTest, SaysWhatIsWrong) {
  EXPECT_EQ(Parse("interval:x:5"), "x is not an accepted unit of time");
  EXPECT_EQ(Parse("interval:S:5"), "S is not an accepted unit of time");
  EXPECT_EQ(Parse("interval::5"), "'' is not an accepted unit of time");
  EXPECT_EQ(Parse("interval:s:x"), "Invalid rate of interval probe: invalid integer: x");
  EXPECT_EQ(Parse("interval:s:1.5"), "Invalid rate of interval probe: invalid trailing bytes: 1.5");
  EXPECT_EQ(Parse("profile:hz:*"), "Invalid rate of profile probe: invalid integer: *");
  EXPECT_EQ(Parse("interval:s:$9"), "Invalid rate of interval probe: invalid integer: ");
  EXPECT_EQ(Parse("interval:s:5ms"), "Invalid rate of interval probe: invalid trailing bytes: 5ms");
  EXPECT_EQ(Parse("interval:s:0"), "interval frequency should be a positive integer");
  EXPECT_EQ(Parse("profile:hz:-5"), "profile frequency should be a positive integer");
  EXPECT_EQ(Parse("interval:0"), "interval frequency should be a positive integer");
  EXPECT_EQ(Parse("interval:s:18446744073709551615"),
            "Invalid rate of interval probe: overflow error: 18446744073709551615");
}

}  // namespace
}  // namespace sonde
