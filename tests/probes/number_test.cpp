// Tests of src/probes/number.h.
#include "probes/number.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

std::string Read(std::string_view text) {
  const auto number = ParseProbeNumber(text);
  if (!number) return number.error().Text();
  return (number->negative ? "-" : "") + std::to_string(number->value) + (number->duration ? "ns" : "");
}

TEST(Number, AllSpellings) {
  EXPECT_EQ(Read("42"), "42");
  EXPECT_EQ(Read("1_000__000"), "1000000");
  EXPECT_EQ(Read("0xfF_00"), "65280");
  EXPECT_EQ(Read("0755"), "493");
  EXPECT_EQ(Read("0"), "0");
  EXPECT_EQ(Read("5e6"), "5000000");
  EXPECT_EQ(Read("0b101"), "5");
  EXPECT_EQ(Read("10ull"), "10");
  EXPECT_EQ(Read("-5"), "-5");
  EXPECT_EQ(Read("18446744073709551615"), "18446744073709551615");
}

TEST(Number, Durations) {
  EXPECT_EQ(Read("7ns"), "7ns");
  EXPECT_EQ(Read("500ms"), "500000000ns");
  EXPECT_EQ(Read("1e3s"), "1000000000000ns");
  EXPECT_EQ(Read("2m"), "120000000000ns");
}

TEST(Number, SaysWhatIsWrong) {
  EXPECT_EQ(Read("x"), "invalid integer: x");
  EXPECT_EQ(Read(""), "invalid integer: ");
  EXPECT_EQ(Read("*"), "invalid integer: *");
  EXPECT_EQ(Read("0x"), "invalid integer: 0x");
  EXPECT_EQ(Read("1.5"), "invalid trailing bytes: 1.5");
  EXPECT_EQ(Read("5_"), "invalid trailing bytes: 5_");
  EXPECT_EQ(Read("5e0"), "invalid trailing bytes: 5e0");
  EXPECT_EQ(Read("0x5ms"), "invalid trailing bytes: 0x5ms");
  EXPECT_EQ(Read("18446744073709551616"),
            "overflow error, maximum value is 18446744073709551615: 18446744073709551616");
  EXPECT_EQ(Read("9e99"), "overflow error, maximum value is 18446744073709551615: 9e99");
  EXPECT_EQ(Read("300000000d"), "overflow error, maximum value is 18446744073709551615: 300000000d");
}

}  // namespace
}  // namespace sonde
