// Tests of src/base/buckets.h.
#include "base/buckets.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

Buckets Log(uint32_t bits) {
  return {.kind = Buckets::Kind::Log, .bits = bits};
}

Buckets Linear(int64_t min, int64_t max, int64_t step) {
  return {.kind = Buckets::Kind::Linear, .min = min, .max = max, .step = step};
}

TEST(BucketsTest, NoHistogramHasNone) {
  EXPECT_EQ(Buckets().Count(), 0U);
  EXPECT_EQ(Linear(0, 10, 0).Count(), 0U);
  EXPECT_EQ(Log(64).Count(), 0U);
}

TEST(BucketsTest, PowersOfTwo) {
  EXPECT_EQ(Log(0).Count(), 65U);
  EXPECT_EQ(Log(2).Count(), 249U);
  EXPECT_EQ(Log(5).Count(), 1889U);
  EXPECT_EQ(Log(0).Begin(1), 0U);
  EXPECT_EQ(Log(0).Begin(2), 1U);
  EXPECT_EQ(Log(0).Begin(5), 8U);
  EXPECT_EQ(Log(0).Begin(64), uint64_t{1} << 62);
  EXPECT_EQ(Log(0).Begin(65), uint64_t{1} << 63);
  EXPECT_EQ(Log(0).Begin(66), 0U);  // 2^64
}

TEST(BucketsTest, PowersOfTwoDivided) {
  const uint64_t begins[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20};
  for (size_t i = 0; i < std::size(begins); ++i)
    EXPECT_EQ(Log(2).Begin(i + 1), begins[i]) << i;
  EXPECT_FALSE(Log(2).IsLast(248));
}

TEST(BucketsTest, Steps) {
  const Buckets buckets = Linear(-10, 25, 10);
  EXPECT_EQ(buckets.Count(), 5U);
  EXPECT_EQ(static_cast<int64_t>(buckets.Begin(1)), -10);
  EXPECT_EQ(static_cast<int64_t>(buckets.Begin(4)), 20);
  EXPECT_FALSE(buckets.IsLast(3));
  EXPECT_TRUE(buckets.IsLast(4));
}

TEST(BucketsTest, BoundsBeyondIntegers) {
  const Buckets all = Linear(INT64_MIN, INT64_MAX, INT64_MAX);
  EXPECT_EQ(all.Count(), 4U);
  EXPECT_EQ(static_cast<int64_t>(all.Begin(2)), -1);
  EXPECT_FALSE(all.IsLast(2));
  EXPECT_TRUE(all.IsLast(3));
}

TEST(BucketsTest, WordsOfEveryAggregation) {
  const Buckets ten = Linear(0, 80, 10);
  for (const AggregationRow& row : kAggregations) {
    const bool histogram = KindOf(row.function) != Buckets::Kind::None;
    const uint64_t each = KindOf(row.function) == Buckets::Kind::Time ? kIntervalWords : 1;
    EXPECT_EQ(AggregationWords(row.function, ten), histogram ? 10U * each : row.words) << row.name;
    EXPECT_EQ(row.words == 0, histogram || row.function == Aggregation::None) << row.name;
  }
}

}  // namespace
}  // namespace sonde
