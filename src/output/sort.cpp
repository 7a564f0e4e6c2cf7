// Sorting of map entries: by a 64-bit rank where there is one, equal ranks and all else by key. Leaves:
// SortEntries, OrderOfValues, TopEntries. Covered by tests/output/sort_test.cpp.
#include "output/sort.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <type_traits>
#include <variant>

#include "output/frames.h"
#include "output/histogram.h"
#include "output/text.h"

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

// Values sort as the numbers that are printed for them; what prints as no number has no rank.
std::optional<uint64_t> RankOf(const EntryValue& value) {
  if (const auto* statistics = std::get_if<Statistics>(&value)) {
    return Biased(statistics->Average(), statistics->is_signed);
  }
  if (const auto* histogram = std::get_if<Histogram>(&value)) return HistogramTotal(*histogram);
  if (std::holds_alternative<TimeSeries>(value)) return std::nullopt;
  const auto& data = std::get<Value>(value).data;
  if (const auto* number = std::get_if<int64_t>(&data)) {
    return Biased(static_cast<uint64_t>(*number), true);
  }
  if (const auto* number = std::get_if<uint64_t>(&data)) return *number;
  if (const auto* real = std::get_if<Float>(&data)) return RankOfFloat(real->value);
  if (const auto* member = std::get_if<EnumValue>(&data)) {
    return Biased(static_cast<uint64_t>(member->number), true);
  }
  return std::nullopt;
}

int Order(const Value& a, const Value& b);

// What JSON quotes sorts by its text, numbers as they are.
template <typename T>
int Order(const T& a, const T& b) {
  if constexpr (kJsonForm<T> == JsonForm::Quoted) {
    std::string text, other;
    AppendText(text, a, {});
    AppendText(other, b, {});
    return text.compare(other);
  } else {
    return a < b ? -1 : b < a ? 1 : 0;
  }
}
int Order(Nothing, Nothing) {
  return 0;
}
int Order(const Float& a, const Float& b) {
  return Order(RankOfFloat(a.value), RankOfFloat(b.value));
}
int Order(const Pointer& a, const Pointer& b) {
  return Order(a.address, b.address);
}
int Order(const EnumValue& a, const EnumValue& b) {
  return Order(a.number, b.number);
}
int Order(const Text& a, const Text& b) {
  return a.text.compare(b.text);
}
int Order(const Bytes& a, const Bytes& b) {
  return a.data.compare(b.data);
}
int Order(const Field& a, const Field& b) {
  return Order(a.value, b.value);
}

// The first elements that differ decide; what ends first comes first.
template <typename T>
int OrderElements(const std::vector<T>& a, const std::vector<T>& b) {
  const size_t count = std::min(a.size(), b.size());
  for (size_t i = 0; i < count; ++i) {
    if (const int order = Order(a[i], b[i]); order != 0) return order;
  }
  return Order(a.size(), b.size());
}
int Order(const Array& a, const Array& b) {
  return OrderElements(a.elements, b.elements);
}
int Order(const Tuple& a, const Tuple& b) {
  return OrderElements(a.elements, b.elements);
}
int Order(const Record& a, const Record& b) {
  return OrderElements(a.fields, b.fields);
}

// A total order of keys, whatever they are: numbers as they are printed, text bytewise, composites by their
// parts. The keys of one map have one type.
int Order(const Value& a, const Value& b) {
  if (a.data.index() != b.data.index()) return Order(a.data.index(), b.data.index());
  return std::visit(
      [&](const auto& data) { return Order(data, std::get<std::decay_t<decltype(data)>>(b.data)); }, a.data);
}

struct Ranked {
  uint64_t rank;
  size_t index;
};

}  // namespace

int OrderOfValues(const Value& a, const Value& b) {
  return Order(a, b);
}

void SortEntries(MapData& map) {
  std::vector<MapEntry>& entries = map.entries;
  std::vector<Ranked> ranks;
  ranks.reserve(entries.size());
  for (size_t i = 0; i < entries.size(); ++i) {
    const auto rank = RankOf(entries[i].value);
    if (!rank) break;
    ranks.push_back({*rank, i});
  }
  const auto by_key = [](const MapEntry& a, const MapEntry& b) { return Order(a.key, b.key) < 0; };
  if (ranks.size() != entries.size()) {
    std::stable_sort(entries.begin(), entries.end(), by_key);
    return;
  }
  std::sort(ranks.begin(), ranks.end(), [&](const Ranked& a, const Ranked& b) {
    return a.rank != b.rank ? a.rank < b.rank : by_key(entries[a.index], entries[b.index]);
  });
  std::vector<MapEntry> sorted;
  sorted.reserve(entries.size());
  for (const Ranked& ranked : ranks)
    sorted.push_back(std::move(entries[ranked.index]));
  entries = std::move(sorted);
}

bool TopEntries::Wants(const EntryValue& value) const {
  if (!least_) return true;
  const auto rank = RankOf(value);
  return !rank || *rank >= *least_;
}

void TopEntries::Add(MapEntry entry) {
  constexpr size_t kAtOnce = 1024;  // sorting so few more often would take longer
  std::vector<MapEntry>& entries = map_.entries;
  entries.push_back(std::move(entry));
  if (top_ == 0 || entries.size() < 2 * std::max(top_, kAtOnce)) return;
  Finish();
  least_ = RankOf(entries.front().value);
}

void TopEntries::Finish() {
  std::vector<MapEntry>& entries = map_.entries;
  SortEntries(map_);
  if (top_ == 0 || entries.size() <= top_) return;
  entries.erase(entries.begin(), entries.end() - static_cast<ptrdiff_t>(top_));
}

}  // namespace sonde::output
