// Tests of src/base/amount.h.
#include "base/amount.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

TEST(Amount, Times) {
  EXPECT_EQ(ParseTime("10s"), 10000000000U);
  EXPECT_EQ(ParseTime("10"), 10000000000U);
  EXPECT_EQ(ParseTime("500ms"), 500000000U);
  EXPECT_EQ(ParseTime("2m"), 120000000000U);
  EXPECT_EQ(ParseTime("1h"), 3600000000000U);
  for (const char* wrong :
       {"", "s", "0s", "-1s", "1.5s", "1 s", "1d", "10 ", "ms", "99999999999999999h", "1sm"})
    EXPECT_EQ(ParseTime(wrong), std::nullopt) << wrong;
}

TEST(Amount, Sizes) {
  EXPECT_EQ(ParseSize("100"), 100U);
  EXPECT_EQ(ParseSize("2K"), 2048U);
  EXPECT_EQ(ParseSize("200M"), 209715200U);
  EXPECT_EQ(ParseSize("1G"), 1073741824U);
  for (const char* wrong : {"", "M", "0M", "1T", "1MB", "1m", "99999999999999999999"})
    EXPECT_EQ(ParseSize(wrong), std::nullopt) << wrong;
}

TEST(Amount, Counts) {
  EXPECT_EQ(ParseCount("7"), 7U);
  for (const char* wrong : {"", "0", "x", "7x", "-7", "0x7"})
    EXPECT_EQ(ParseCount(wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace sonde
