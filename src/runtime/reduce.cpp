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

}  // namespace

std::variant<output::Value, output::Statistics, output::Histogram> Reduce(const bundle::MapMeta& meta,
                                                                          Bytes bytes, size_t stride,
                                                                          bool set_word,
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
  }
  return output::Value{};
}

}  // namespace sonde::runtime
