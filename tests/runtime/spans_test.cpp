// Tests of putting spans together.
#include "runtime/spans.h"

#include <gtest/gtest.h>

namespace sonde::runtime {
namespace {

output::Span At(uint64_t id, uint64_t begin, const char* name) {
  return {.name = name, .id = id, .begin = begin};
}

TEST(SpansTest, SpansOfOneIdAreNested) {
  Spans spans;
  EXPECT_TRUE(spans.Begin(At(1, 10, "outer")));
  EXPECT_TRUE(spans.Begin(At(2, 11, "other")));
  EXPECT_TRUE(spans.Begin(At(1, 12, "inner")));
  EXPECT_EQ(spans.open(), 3U);
  const auto inner = spans.End(1, 20);
  ASSERT_TRUE(inner);
  EXPECT_EQ(inner->name, "inner");
  EXPECT_EQ(inner->end - inner->begin, 8U);
  EXPECT_EQ(spans.End(1, 30)->name, "outer");
  EXPECT_EQ(spans.End(2, 5)->end, 11U) << "none ends before it begins";
  EXPECT_EQ(spans.open(), 0U);
}

TEST(SpansTest, WhatHasNoPairIsCounted) {
  Spans spans;
  EXPECT_FALSE(spans.End(1, 20));
  EXPECT_EQ(spans.unbegun(), 1U);
  spans.Begin(At(1, 10, "a"));
  EXPECT_EQ(spans.open(), 1U);
}

TEST(SpansTest, ThereIsAnEndToWhatIsKept) {
  Spans spans;
  for (uint64_t id = 0; id < 70000; ++id)
    spans.Begin(At(id, 1, "a"));
  EXPECT_EQ(spans.open(), 65536U);
  EXPECT_EQ(spans.left_out(), 70000U - 65536U);
}

}  // namespace
}  // namespace sonde::runtime
