// Tests of histogram rows against the examples of cli-and-output.md 12.5.
#include "output/histogram.h"

#include <gtest/gtest.h>

namespace sonde::output {
namespace {

std::string Print(const Histogram& histogram, uint64_t divisor = 1) {
  std::string out;
  AppendHistogram(out, histogram, divisor);
  return out;
}

Histogram Log(uint32_t bits, std::vector<std::pair<size_t, uint64_t>> counts) {
  Histogram histogram{{.kind = Buckets::Kind::Log, .bits = bits}, {}};
  histogram.counts.resize(histogram.buckets.Count());
  for (const auto& [bucket, count] : counts)
    histogram.counts[bucket] = count;
  return histogram;
}

Histogram Linear(int64_t min, int64_t max, int64_t step, std::vector<uint64_t> counts) {
  return {{.kind = Buckets::Kind::Linear, .min = min, .max = max, .step = step}, std::move(counts)};
}

TEST(HistogramTest, LogarithmicRows) {
  EXPECT_EQ(Print(Log(0, {{0, 1}, {1, 2}, {2, 1}, {3, 6}, {5, 3}})),
            "(..., 0)               1 |@@@@@@@@                                            |\n"
            "[0]                    2 |@@@@@@@@@@@@@@@@@                                   |\n"
            "[1]                    1 |@@@@@@@@                                            |\n"
            "[2, 4)                 6 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|\n"
            "[4, 8)                 0 |                                                    |\n"
            "[8, 16)                3 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |\n");
}

TEST(HistogramTest, LogarithmicLabels) {
  auto label = [](uint32_t bits, size_t bucket) { return Print(Log(bits, {{bucket, 1}})).substr(0, 16); };
  EXPECT_EQ(label(0, 11), "[512, 1K)       ");
  EXPECT_EQ(label(0, 12), "[1K, 2K)        ");
  EXPECT_EQ(label(0, 21), "[512K, 1M)      ");
  EXPECT_EQ(label(0, 41), "[512G, 1T)      ");
  EXPECT_EQ(label(0, 64), "[4E, 8E)        ");
  // Two buckets a power: ..., 512, 768, 1024, 1536, 2K.
  EXPECT_EQ(label(1, 19), "[512, 768)      ");
  EXPECT_EQ(label(1, 20), "[768, 1024)     ");
  EXPECT_EQ(label(1, 21), "[1024, 1536)    ");
  EXPECT_EQ(label(1, 22), "[1536, 2K)      ");
  EXPECT_EQ(label(2, 8), "[7]             ");
}

// The bound behind the last bucket is none that an integer holds.
TEST(HistogramTest, LinearBoundsAtTheLimit) {
  constexpr int64_t kStep = int64_t{1} << 62;
  const Histogram histogram = Linear(0, INT64_MAX, kStep, {0, 1, 2});
  const auto rows = HistogramRows(histogram, 0);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].high, static_cast<uint64_t>(kStep));
  EXPECT_EQ(rows[1].low, static_cast<uint64_t>(kStep));
  EXPECT_FALSE(rows[1].high.has_value());
  EXPECT_NE(Print(histogram).find("[4398046511104M, ...)"), std::string::npos) << Print(histogram);
}

TEST(HistogramTest, LinearRows) {
  EXPECT_EQ(Print(Linear(0, 40, 10, {1, 4, 2, 0, 0, 2})),
            "(..., 0)               1 |@@@@@@@@@@@@@                                       |\n"
            "[0, 10)                4 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|\n"
            "[10, 20)               2 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |\n"
            "[20, 30)               0 |                                                    |\n"
            "[30, 40)               0 |                                                    |\n"
            "[40, ...)              2 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |\n");
  auto label = [](const Histogram& histogram) { return Print(histogram).substr(0, 16); };
  EXPECT_EQ(label(Linear(0, 10, 1, {0, 1})), "[0]             ");
  EXPECT_EQ(label(Linear(0, 4096, 1024, {0, 1})), "[0, 1K)         ");
  EXPECT_EQ(label(Linear(0, 4194304, 1048576, {0, 0, 1})), "[1M, 2M)        ");
}

TEST(HistogramTest, DivisorDividesCountsOfHistOnly) {
  EXPECT_EQ(HistogramRows(Log(0, {{3, 7}}), 2)[0].count, 3U);
  EXPECT_EQ(HistogramRows(Linear(0, 2, 1, {0, 7}), 2)[0].count, 7U);
  EXPECT_EQ(Print(Log(0, {{3, 1}}), 2),
            "[2, 4)                 0 |                                                    |\n");
}

TEST(HistogramTest, EmptyHasNoRows) {
  EXPECT_EQ(Print(Log(0, {})), "");
  EXPECT_EQ(HistogramTotal(Log(0, {{1, 2}, {5, 3}})), 5U);
}

}  // namespace
}  // namespace sonde::output
