// Tests of summing per-CPU copies.
#include "runtime/map_reader.h"

#include <gtest/gtest.h>

#include "output/text.h"
#include "sample.h"

namespace sonde::runtime {
namespace {

class NoSymbols : public KernelSymbols, public UserSymbols {
 public:
  ResolvedSymbol Resolve(uint64_t) override { return {}; }
  Result<uint64_t> AddressOf(std::string_view) override { return Error("none"); }
  void Remember(int) override {}
  ResolvedSymbol Resolve(int, uint64_t, bool) override { return {}; }
};

class ReduceTest : public testing::Test {
 protected:
  auto Of(Aggregation function, std::vector<uint64_t> words, size_t copies, bool set_word, bool is_signed) {
    bundle::MapMeta meta;
    meta.function = function;
    const size_t stride = words.size() / copies * 8;
    meta.value_size = static_cast<uint32_t>(stride - (set_word ? 8 : 0));
    meta.value = Number(0, 8, is_signed);
    const int64_t buckets = meta.value_size / 8;
    meta.buckets = {.kind = KindOf(function), .max = buckets - 2, .step = 1};
    return Reduce(meta, std::as_bytes(std::span(words)), stride, set_word, decoder_);
  }
  std::string Text(const output::EntryValue& value) {
    std::string text;
    output::AppendText(text, std::get<output::Value>(value));
    return text;
  }

  // The value in an interval of a series of four, of which a CPU each has one in `slot`.
  std::vector<output::TimeSeries::Point> Series(Buckets::Merge merge,
                                                std::vector<std::vector<uint64_t>> of_cpus,
                                                bool is_signed = true) {
    bundle::MapMeta meta;
    meta.function = Aggregation::Tseries;
    meta.value = Number(0, 8, is_signed);
    meta.buckets = {
        .kind = Buckets::Kind::Time, .bits = static_cast<uint32_t>(merge), .max = 4, .step = 1000};
    meta.value_size = 4 * 24;
    std::vector<uint64_t> words;
    for (const auto& intervals : of_cpus) {  // { value, meta, epoch } each
      std::vector<uint64_t> copy(12);
      for (size_t i = 0; i + 3 <= intervals.size(); i += 3)
        std::copy_n(intervals.begin() + static_cast<long>(i), 3,
                    copy.begin() + static_cast<long>(intervals[i + 2] % 4 * 3));
      words.insert(words.end(), copy.begin(), copy.end());
    }
    const auto value = Reduce(meta, std::as_bytes(std::span(words)), 96, false, decoder_);
    return std::get<output::TimeSeries>(value).points;
  }

  NoSymbols symbols_;
  bundle::ConfigValues config_;
  Decoder decoder_{symbols_, symbols_, config_};
};

TEST_F(ReduceTest, SumsOverCpus) {
  EXPECT_EQ(Text(Of(Aggregation::Count, {3, 4}, 2, false, false)), "7");
  EXPECT_EQ(Text(Of(Aggregation::Sum, {UINT64_MAX, UINT64_MAX}, 2, false, true)), "-2");
  EXPECT_EQ(Text(Of(Aggregation::Sum, {1, 5, 0, 100}, 2, true, true)), "5");  // the second copy was never set
}

TEST_F(ReduceTest, ExtremesSkipUnsetCopies) {
  EXPECT_EQ(Text(Of(Aggregation::Min, {5, 1, 0, 0, 7, 1}, 3, false, true)), "5");
  EXPECT_EQ(Text(Of(Aggregation::Min, {5, 1, UINT64_MAX, 1}, 2, false, true)), "-1");
  EXPECT_EQ(Text(Of(Aggregation::Max, {5, 1, UINT64_MAX, 1}, 2, false, true)), "5");
  EXPECT_EQ(Text(Of(Aggregation::Max, {5, 1, UINT64_MAX, 1}, 2, false, false)), "18446744073709551615");
  EXPECT_EQ(Text(Of(Aggregation::Max, {5, 0}, 1, false, true)), "0");
}

TEST_F(ReduceTest, SeriesJoinTheNewestOfEachSlot) {
  using Merge = Buckets::Merge;
  const auto minus = [](int64_t number) { return static_cast<uint64_t>(number); };
  const auto one = [&](Merge merge, std::vector<std::vector<uint64_t>> of_cpus, bool is_signed = true) {
    const auto points = Series(merge, std::move(of_cpus), is_signed);
    return points.size() == 1 ? static_cast<int64_t>(points[0].bits) : INT64_MAX;
  };
  // Later written, whatever CPU it was; of an older interval nothing is left.
  EXPECT_EQ(one(Merge::Last, {{5, 900, 9}, {6, 901, 9}, {7, 899, 9}}), 6);
  EXPECT_EQ(one(Merge::Last, {{5, 900, 9}, {6, 2000, 5}}), 5);
  EXPECT_EQ(one(Merge::Sum, {{5, 2, 9}, {minus(-8), 1, 9}, {100, 1, 13}}), 100);
  EXPECT_EQ(one(Merge::Sum, {{5, 2, 9}, {minus(-8), 1, 9}}), -3);
  EXPECT_EQ(one(Merge::Avg, {{5, 2, 9}, {minus(-12), 1, 9}}), -2);  // -7 / 3, as C divides
  EXPECT_EQ(one(Merge::Max, {{5, 1, 9}, {minus(-8), 1, 9}, {9, 0, 9}}), 5);
  EXPECT_EQ(one(Merge::Min, {{5, 1, 9}, {minus(-8), 1, 9}, {minus(-9), 0, 9}}), -8);
  EXPECT_EQ(one(Merge::Min, {{5, 1, 9}, {minus(-8), 1, 9}}, false), 5);
  const auto points = Series(Merge::Last, {{1, 1, 10, 2, 1, 7}, {3, 1, 9}});
  ASSERT_EQ(points.size(), 3u);
  EXPECT_EQ(points[0].interval, 7u);
  EXPECT_EQ(points[1].bits, 3u);
  EXPECT_EQ(points[2].interval, 10u);
  EXPECT_TRUE(Series(Merge::Last, {{}, {}}).empty());
}

TEST_F(ReduceTest, StatisticsAndHistograms) {
  const auto average = std::get<output::Statistics>(Of(Aggregation::Avg, {2, 10, 1, 1}, 2, false, true));
  EXPECT_EQ(average.count, 3U);
  EXPECT_EQ(average.Average(), 3U);
  const auto histogram =
      std::get<output::Histogram>(Of(Aggregation::Lhist, {0, 1, 2, 0, 3, 4}, 2, false, true));
  EXPECT_EQ(histogram.counts, (std::vector<uint64_t>{0, 4, 6}));
}

}  // namespace
}  // namespace sonde::runtime
