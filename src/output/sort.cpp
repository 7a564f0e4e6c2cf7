// Sorting of map entries: by a 64-bit rank where there is one, else by key. Leaves: SortEntries.
// Covered by tests/output/sort_test.cpp.
#include "output/sort.h"

#include <algorithm>
#include <bit>
#include <optional>

#include "output/histogram.h"

namespace sonde::output {
namespace {

constexpr uint64_t kSignBit = uint64_t{1} << 63;

// Signed numbers moved so that they compare as unsigned ones.
uint64_t Biased(uint64_t bits, bool is_signed) {
  return is_signed ? bits ^ kSignBit : bits;
}

// The bits of a floating-point number order as its value does, once negative ones are turned round; what is
// no number comes first or last, by its sign.
uint64_t RankOfFloat(double value) {
  const auto bits = std::bit_cast<uint64_t>(value);
  return (bits & kSignBit) != 0 ? ~bits : bits | kSignBit;
}

std::optional<uint64_t> RankOf(const MapEntry& entry, MapFunction function) {
  if (const auto* statistics = std::get_if<Statistics>(&entry.value)) {
    return Biased(statistics->Average(), statistics->is_signed);
  }
  if (const auto* histogram = std::get_if<Histogram>(&entry.value)) return HistogramTotal(*histogram);
  const auto& data = std::get<Value>(entry.value).data;
  const bool extreme = function == MapFunction::Min || function == MapFunction::Max;
  if (const auto* number = std::get_if<int64_t>(&data)) {
    return Biased(static_cast<uint64_t>(*number), !extreme);
  }
  if (const auto* number = std::get_if<uint64_t>(&data)) return *number;
  if (const auto* real = std::get_if<Float>(&data)) return RankOfFloat(real->value);
  if (const auto* member = std::get_if<EnumValue>(&data)) {
    return Biased(static_cast<uint64_t>(member->number), true);
  }
  return std::nullopt;
}

template <typename T>
int Order(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

// Integers as signed numbers, strings bytewise, tuples by their elements; all else is equal.
int CompareKeys(const Value& a, const Value& b) {
  if (a.data.index() != b.data.index()) return 0;
  if (const auto* number = std::get_if<int64_t>(&a.data)) return Order(*number, std::get<int64_t>(b.data));
  if (const auto* number = std::get_if<uint64_t>(&a.data)) {
    return Order(static_cast<int64_t>(*number), static_cast<int64_t>(std::get<uint64_t>(b.data)));
  }
  if (const auto* real = std::get_if<Float>(&a.data)) {
    return Order(RankOfFloat(real->value), RankOfFloat(std::get<Float>(b.data).value));
  }
  if (const auto* text = std::get_if<Text>(&a.data)) return Order(text->text, std::get<Text>(b.data).text);
  if (const auto* tuple = std::get_if<Tuple>(&a.data)) {
    const auto& other = std::get<Tuple>(b.data);
    const size_t count = std::min(tuple->elements.size(), other.elements.size());
    for (size_t i = 0; i < count; ++i) {
      const int order = CompareKeys(tuple->elements[i], other.elements[i]);
      if (order != 0) return order;
    }
  }
  return 0;
}

struct Ranked {
  uint64_t rank;
  size_t index;
  bool operator<(const Ranked& other) const {
    return rank != other.rank ? rank < other.rank : index < other.index;
  }
};

}  // namespace

void SortEntries(MapData& map) {
  std::vector<MapEntry>& entries = map.entries;
  std::vector<Ranked> ranks;
  ranks.reserve(entries.size());
  for (size_t i = 0; i < entries.size(); ++i) {
    const auto rank = RankOf(entries[i], map.function);
    if (!rank) break;
    ranks.push_back({*rank, i});
  }
  if (ranks.size() != entries.size()) {
    std::stable_sort(entries.begin(), entries.end(),
                     [](const MapEntry& a, const MapEntry& b) { return CompareKeys(a.key, b.key) < 0; });
    return;
  }
  std::sort(ranks.begin(), ranks.end());
  std::vector<MapEntry> sorted;
  sorted.reserve(entries.size());
  for (const Ranked& ranked : ranks)
    sorted.push_back(std::move(entries[ranked.index]));
  entries = std::move(sorted);
}

}  // namespace sonde::output
