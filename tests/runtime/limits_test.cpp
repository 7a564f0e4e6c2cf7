// Tests of src/runtime/limits.h.
#include "runtime/limits.h"

#include <gtest/gtest.h>

#include <vector>

namespace sonde::runtime {
namespace {

TEST(LimitsTest, NoneIsNone) {
  Limits limits({});
  limits.Begin(5);
  EXPECT_FALSE(limits.Count(EventKind::Printf));
  EXPECT_FALSE(limits.Reached(UINT64_MAX));
  EXPECT_EQ(limits.Wait(5, 100), 100);
  EXPECT_FALSE(limits.reached());
}

TEST(LimitsTest, Time) {
  Limits limits({.nanoseconds = 50000000});
  limits.Begin(1000);
  EXPECT_FALSE(limits.Reached(1000));
  EXPECT_EQ(limits.Wait(1000, 100), 51);
  EXPECT_EQ(limits.Wait(1000, 7), 7);
  EXPECT_FALSE(limits.Reached(50000999));
  EXPECT_TRUE(limits.Reached(50001000));
  EXPECT_EQ(limits.Wait(60000000, 100), 0);
  EXPECT_EQ(limits.what(), "--for");
}

TEST(LimitsTest, WhatIsShownCounts) {
  Limits limits({.events = 2});
  EXPECT_FALSE(limits.Count(EventKind::ClearMap));
  EXPECT_FALSE(limits.Count(EventKind::Printf));
  EXPECT_FALSE(limits.Count(EventKind::ZeroMap));
  EXPECT_FALSE(limits.Count(EventKind::Exit));
  EXPECT_TRUE(limits.Count(EventKind::PrintMap));
  EXPECT_EQ(limits.what(), "--max-events");
  EXPECT_TRUE(limits.Reached(0));
}

TEST(LimitsTest, Memory) {
  Limits few({.bytes = 4096});
  EXPECT_TRUE(few.Reached(1));
  EXPECT_EQ(few.what(), "--max-memory");
  Limits many({.bytes = uint64_t{1} << 50U});
  EXPECT_FALSE(many.Reached(1));
  const uint64_t before = many.MemoryNow();
  EXPECT_GT(before, 1000000U);
  std::vector<char> more(uint64_t{64} << 20U, 1);
  EXPECT_GT(many.MemoryNow(), before + (uint64_t{50} << 20U));
  EXPECT_EQ(more.back(), 1);
}

}  // namespace
}  // namespace sonde::runtime
