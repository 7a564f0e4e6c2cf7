// Tests of percentiles: against the numbers themselves, of which the histogram knows only the buckets.
#include "output/percentiles.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace sonde::output {
namespace {

std::string Printed(const Histogram& histogram, std::vector<uint32_t> wanted) {
  std::string out;
  AppendPercentiles(out, histogram, wanted);
  return out;
}

Histogram EmptyLog(uint32_t bits) {
  Histogram histogram{{.kind = Buckets::Kind::Log, .bits = bits}, {}};
  histogram.counts.resize(histogram.buckets.Count());
  return histogram;
}

Histogram LinearOf(int64_t min, int64_t max, int64_t step, std::vector<uint64_t> counts) {
  return {{.kind = Buckets::Kind::Linear, .min = min, .max = max, .step = step}, std::move(counts)};
}

// The bucket of a number, found by trying all of them.
size_t BucketOf(const Buckets& buckets, uint64_t number) {
  size_t index = 1;
  while (index + 1 < buckets.Count() && buckets.Begin(index + 1) <= number)
    ++index;
  return index;
}

TEST(PercentilesTest, NothingOfNothing) {
  EXPECT_EQ(Printed(EmptyLog(0), {500'000}), "");
}

TEST(PercentilesTest, NamesAsTheyWereWritten) {
  Histogram one = EmptyLog(0);
  one.counts[2] = 1;
  EXPECT_EQ(Printed(one, {0, 500'000, 999'000, 999'950, 990'500, 1'000'000}),
            " p0 1, p50 1, p99.9 1, p99.995 1, p99.05 1, p100 1");
}

TEST(PercentilesTest, BucketsWithoutAnEnd) {
  const Histogram linear = LinearOf(-10, 10, 5, {1, 2, 0, 0, 0, 3});  // (..., -10), [-10, -5), ..., [10, ...)
  EXPECT_EQ(Printed(linear, {0, 500'000, 1'000'000}), " p0 < -10, p50 -8 \u00b12, p100 >= 10");
  Histogram below = EmptyLog(0);
  below.counts[0] = 1;
  EXPECT_EQ(Printed(below, {500'000}), " p50 < 0");
  Histogram largest = EmptyLog(0);
  largest.counts.back() = 1;  // [2^62, 2^63): the numbers are signed
  EXPECT_EQ(Printed(largest, {500'000}), " p50 6917529027641081855 \u00b12305843009213693952");
}

// What a histogram says is never farther off than it says, for any share of any numbers.
TEST(PercentilesTest, TheErrorHoldsForRandomNumbers) {
  std::mt19937_64 random(1);
  for (const uint32_t bits : {0U, 1U, 3U, 5U}) {
    for (int round = 0; round < 20; ++round) {
      Histogram histogram = EmptyLog(bits);
      std::vector<uint64_t> numbers(1 + random() % 500);
      for (uint64_t& number : numbers) {
        number = random() >> (1 + random() % 63);
        ++histogram.counts[BucketOf(histogram.buckets, number)];
      }
      std::sort(numbers.begin(), numbers.end());
      for (uint32_t wanted = 0; wanted <= 1'000'000; wanted += 12'500) {
        const uint64_t rank = std::max<uint64_t>((numbers.size() * wanted + 999'999) / 1'000'000, 1);
        const std::vector<Percentile> found = PercentilesOf(histogram, std::span(&wanted, 1));
        ASSERT_EQ(found.size(), 1U);
        const uint64_t right = numbers[rank - 1];
        const uint64_t off = std::max(right, found[0].value) - std::min(right, found[0].value);
        ASSERT_LE(off, found[0].error) << found[0].name << " of " << numbers.size() << ", bits " << bits;
        // Half a bucket, of which 2^bits fill the way to twice the number.
        ASSERT_LE(found[0].error, (right >> (bits + 1)) + 1);
      }
    }
  }
}

}  // namespace
}  // namespace sonde::output
