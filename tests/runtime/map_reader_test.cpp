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
  std::string Text(const std::variant<output::Value, output::Statistics, output::Histogram>& value) {
    std::string text;
    output::AppendText(text, std::get<output::Value>(value));
    return text;
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
