// Summing per-CPU copies into one value. Leaves: Reduce. Covered by tests/runtime/map_reader_test.cpp.
#include <algorithm>
#include <cstring>

#include "runtime/map_reader.h"

namespace sonde::runtime {
namespace {

using Bytes = std::span<const std::byte>;

uint64_t Word(Bytes bytes, size_t index) {
  uint64_t word = 0;
  std::memcpy(&word, bytes.data() + 8 * index, sizeof(word));
  return word;
}

output::Value IntegerValue(uint64_t bits, bool is_signed) {
  if (is_signed) return {static_cast<int64_t>(bits)};
  return {bits};
}

// The value parts of all copies that count.
std::vector<Bytes> Copies(const bundle::MapMeta& meta, Bytes bytes, size_t stride, bool set_word) {
  std::vector<Bytes> copies;
  const size_t skip = set_word ? 8 : 0;
  for (size_t at = 0; at + skip + meta.value_size <= bytes.size(); at += stride) {
    if (set_word && Word(bytes.subspan(at), 0) == 0) continue;
    copies.push_back(bytes.subspan(at + skip, meta.value_size));
  }
  return copies;
}

uint64_t Sum(const std::vector<Bytes>& copies, size_t word) {
  uint64_t sum = 0;
  for (const Bytes copy : copies)
    sum += Word(copy, word);
  return sum;
}

// min and max: the extreme of the copies whose second word says they hold something.
uint64_t Extreme(const std::vector<Bytes>& copies, bool is_signed, bool largest) {
  constexpr uint64_t kSign = uint64_t{1} << 63;
  const uint64_t bias = is_signed ? kSign : 0;
  bool found = false;
  uint64_t best = 0;
  for (const Bytes copy : copies) {
    if (Word(copy, 1) == 0) continue;
    const uint64_t value = Word(copy, 0) ^ bias;
    if (!found || (largest ? value > best : value < best)) best = value;
    found = true;
  }
  return found ? best ^ bias : 0;
}

output::Histogram SumHistogram(const bundle::MapMeta& meta, const std::vector<Bytes>& copies) {
  output::Histogram histogram{meta.buckets, {}};
  histogram.counts.resize(meta.buckets.Count());
  for (const Bytes copy : copies) {
    for (size_t i = 0; i < histogram.counts.size(); ++i)
      histogram.counts[i] += Word(copy, i);
  }
  return histogram;
}

// One interval of a series, of all CPUs that have it: value and meta (aggregations.def).
struct Interval {
  uint64_t epoch = 0;
  uint64_t value = 0;
  uint64_t meta = 0;

  void Add(const Interval& other, Buckets::Merge merge, bool is_signed) {
    if (other.epoch != epoch) return;
    switch (merge) {
      case Buckets::Merge::Last:
        if (other.meta > meta) *this = other;
        return;
      case Buckets::Merge::Avg:
      case Buckets::Merge::Sum:
        value += other.value;
        meta += other.meta;
        return;
      case Buckets::Merge::Max:
      case Buckets::Merge::Min: {
        const uint64_t bias = is_signed ? uint64_t{1} << 63 : 0;
        const bool larger = (other.value ^ bias) > (value ^ bias);
        if (other.meta != 0 && (meta == 0 || larger == (merge == Buckets::Merge::Max))) *this = other;
        return;
      }
    }
  }
};

uint64_t Average(const Interval& interval, bool is_signed) {
  const output::Statistics statistics{is_signed, interval.meta, interval.value};
  return statistics.Average();
}

// Of each slot what is newest.
output::TimeSeries JoinSeries(const bundle::MapMeta& meta, const std::vector<Bytes>& copies) {
  output::TimeSeries series{
      meta.value.is_signed, static_cast<uint64_t>(meta.buckets.step), meta.buckets.Count(), 0, {}};
  const auto merge = static_cast<Buckets::Merge>(meta.buckets.bits);
  for (size_t slot = 0; slot < series.most; ++slot) {
    Interval newest;
    for (const Bytes copy : copies) {
      const size_t at = kIntervalWords * slot;
      const Interval here{Word(copy, at + 2), Word(copy, at), Word(copy, at + 1)};
      if (here.epoch > newest.epoch) {
        newest = here;
      } else if (here.epoch != 0) {
        newest.Add(here, merge, series.is_signed);
      }
    }
    if (newest.epoch == 0) continue;
    const uint64_t value = merge == Buckets::Merge::Avg ? Average(newest, series.is_signed) : newest.value;
    series.points.push_back({newest.epoch, value});
  }
  std::sort(series.points.begin(), series.points.end(),
            [](const auto& a, const auto& b) { return a.interval < b.interval; });
  return series;
}

}  // namespace

output::EntryValue Reduce(const bundle::MapMeta& meta, Bytes bytes, size_t stride, bool set_word,
                          const Decoder& decoder) {
  const std::vector<Bytes> copies = Copies(meta, bytes, stride, set_word);
  switch (meta.function) {
    case Aggregation::None: {
      const std::vector<std::byte> zero(meta.value_size);
      return decoder.Decode(meta.value, copies.empty() ? Bytes(zero) : copies[0]);
    }
    case Aggregation::Count:
    case Aggregation::Sum:
      return IntegerValue(Sum(copies, 0), meta.value.is_signed);
    case Aggregation::Min:
    case Aggregation::Max:
      return IntegerValue(Extreme(copies, meta.value.is_signed, meta.function == Aggregation::Max),
                          meta.value.is_signed);
    case Aggregation::Avg:
    case Aggregation::Stats:
      return output::Statistics{meta.value.is_signed, Sum(copies, 0), Sum(copies, 1)};
    case Aggregation::Hist:
    case Aggregation::Lhist:
      return SumHistogram(meta, copies);
    case Aggregation::Tseries:
      return JoinSeries(meta, copies);
  }
  return output::Value{};
}

}  // namespace sonde::runtime
