// Leaves: Table. Covered by tests/live/table_test.cpp.
#include "live/table.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>

#include "output/histogram.h"
#include "output/key_parts.h"
#include "output/percentiles.h"
#include "output/sort.h"
#include "output/text.h"

namespace sonde::live {
namespace {

using output::EntryValue;
using output::Value;

constexpr size_t kLongestCell = 1024;  // bytes; wider than terminals are
constexpr uint32_t kPercentiles[] = {500'000, 900'000, 990'000};

// One of the parts that output::KeyParts has of a key.
const Value& PartOf(const Value& key, size_t part) {
  if (const auto* tuple = std::get_if<output::Tuple>(&key.data)) return tuple->elements[part];
  if (const auto* record = std::get_if<output::Record>(&key.data)) return record->fields[part].value;
  return key;
}

std::optional<long double> NumberOf(const Value& value) {
  if (const auto* real = std::get_if<output::Float>(&value.data)) return real->value;
  if (const auto* number = std::get_if<int64_t>(&value.data)) return *number;
  if (const auto* number = std::get_if<uint64_t>(&value.data)) return *number;
  if (const auto* member = std::get_if<output::EnumValue>(&value.data)) return member->number;
  if (const auto* yes = std::get_if<bool>(&value.data)) return *yes ? 1 : 0;
  return std::nullopt;
}

long double NumberOf(uint64_t bits, bool is_signed) {
  return is_signed ? static_cast<long double>(static_cast<int64_t>(bits)) : static_cast<long double>(bits);
}

// What the columns of a value are called.
std::vector<std::string> ValueNames(const output::MapData& map) {
  const EntryValue& value = map.entries.front().value;
  if (std::holds_alternative<output::Histogram>(value)) return {"count", "p50", "p90", "p99"};
  if (std::holds_alternative<output::TimeSeries>(value)) return {"latest", "points"};
  if (std::holds_alternative<output::Statistics>(value)) {
    if (map.function == Aggregation::Avg) return {"avg"};
    return {"count", "avg", "total"};
  }
  return {map.function == Aggregation::None ? "value" : std::string(RowOf(map.function).name)};
}

// What a column has of an aggregation.
struct Whole {
  uint64_t bits = 0;
  bool is_signed = false;
  std::string_view before = {};  // where the number is a bound
};

std::optional<Whole> WholeOf(const output::Histogram& histogram, size_t column) {
  if (column == 0) return Whole{output::HistogramTotal(histogram), false};
  const uint32_t wanted[] = {kPercentiles[column - 1]};
  const auto found = output::PercentilesOf(histogram, wanted);
  if (found.empty()) return std::nullopt;
  using Sort = output::Percentile::Sort;
  const Sort sort = found[0].sort;
  return Whole{found[0].value, found[0].is_signed,
               sort == Sort::Below   ? "<"
               : sort == Sort::Above ? ">="
                                     : ""};
}

// `column`: of those of the value, which is no single one.
std::optional<Whole> WholeOf(const EntryValue& value, Aggregation function, size_t column) {
  if (const auto* histogram = std::get_if<output::Histogram>(&value)) return WholeOf(*histogram, column);
  if (const auto* series = std::get_if<output::TimeSeries>(&value)) {
    if (column == 1) return Whole{series->points.size(), false};
    if (series->points.empty()) return std::nullopt;
    return Whole{series->points.back().bits, series->is_signed};
  }
  const auto& statistics = std::get<output::Statistics>(value);
  if (function == Aggregation::Avg || column == 1) return Whole{statistics.Average(), statistics.is_signed};
  return column == 0 ? Whole{statistics.count, false} : Whole{statistics.total, statistics.is_signed};
}

std::string ValueText(const EntryValue& value, Aggregation function, size_t column) {
  if (const auto* one = std::get_if<Value>(&value))
    return Printable(output::ShortText(*one, kLongestCell, output::StackOrder::LeafFirst));
  const auto whole = WholeOf(value, function, column);
  if (!whole) return {};
  std::string text(whole->before);
  output::AppendInteger(text, whole->bits, whole->is_signed);
  return text;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

std::vector<output::KeyPart> PartsOf(const Value& key) {
  return output::KeyParts(key, kLongestCell, output::StackOrder::LeafFirst);
}

}  // namespace

Table::Table(const output::MapData& map) : map_(map) {
  if (map.entries.empty()) return;
  const output::MapEntry& first = map.entries.front();
  if (map.keyed) {
    size_t part = 0;
    for (const output::KeyPart& key : PartsOf(first.key)) {
      const bool number = NumberOf(PartOf(first.key, part++)).has_value();
      columns_.push_back(
          {key.name == "key0" ? "key" : Printable(key.name), number ? Side::Right : Side::Left});
    }
    if (columns_.size() > 1 && columns_[0].name == "key") columns_[0].name = "key0";
  }
  key_columns_ = main_column_ = columns_.size();
  if (map.function == Aggregation::Stats) ++main_column_;  // by averages
  for (std::string& name : ValueNames(map)) {
    const bool number = !std::holds_alternative<Value>(first.value) || NumberOf(std::get<Value>(first.value));
    columns_.push_back({std::move(name), number ? Side::Right : Side::Left});
  }
}

bool Table::Matches(uint32_t entry, std::string_view lower) const {
  const auto parts = PartsOf(map_.entries[entry].key);
  return std::any_of(parts.begin(), parts.end(), [&](const output::KeyPart& part) {
    return Lower(Printable(part.text)).find(lower) != std::string::npos;
  });
}

std::optional<long double> Table::NumberIn(uint32_t entry, size_t column) const {
  const output::MapEntry& at = map_.entries[entry];
  if (column < key_columns_) return NumberOf(PartOf(at.key, column));
  if (const auto* one = std::get_if<Value>(&at.value)) return NumberOf(*one);
  const auto whole = WholeOf(at.value, map_.function, column - key_columns_);
  return whole ? std::optional(NumberOf(whole->bits, whole->is_signed)) : std::nullopt;
}

// Whether that is how entries come.
bool Table::InOrder(Sorting sorting) const {
  const bool series = std::holds_alternative<output::TimeSeries>(map_.entries.front().value);
  return sorting.column == main_column_ && !sorting.reversed && !series;
}

// Entries come in the order in which maps are printed, the greatest last, which decides between equal ones.
std::vector<uint32_t> Table::Order(Sorting sorting, std::string_view filter) const {
  std::vector<uint32_t> order(map_.entries.size());
  std::iota(order.rbegin(), order.rend(), 0U);
  if (!filter.empty()) {
    const std::string lower = Lower(filter);
    std::erase_if(order, [&](uint32_t entry) { return !Matches(entry, lower); });
  }
  if (order.empty()) return order;
  const bool numbers = columns_[sorting.column].side == Side::Right;
  if (numbers && InOrder(sorting)) return order;
  const auto sort_by = [&](const auto& compare) {
    std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
      const int sign = compare(a, b);
      return numbers != sorting.reversed ? sign > 0 : sign < 0;
    });
  };
  if (sorting.column < key_columns_) {
    sort_by([&](uint32_t a, uint32_t b) {
      return output::OrderOfValues(PartOf(map_.entries[a].key, sorting.column),
                                   PartOf(map_.entries[b].key, sorting.column));
    });
  } else if (numbers) {
    constexpr long double kNone = -1e30L;  // below all numbers of 64 bits
    std::vector<long double> ranks(map_.entries.size());
    for (const uint32_t entry : order)
      ranks[entry] = NumberIn(entry, sorting.column).value_or(kNone);
    sort_by([&](uint32_t a, uint32_t b) { return ranks[a] < ranks[b] ? -1 : ranks[b] < ranks[a] ? 1 : 0; });
  } else {
    sort_by([&](uint32_t a, uint32_t b) {
      return output::OrderOfValues(std::get<Value>(map_.entries[a].value),
                                   std::get<Value>(map_.entries[b].value));
    });
  }
  return order;
}

std::vector<std::string> Table::Cells(uint32_t entry) const {
  const output::MapEntry& at = map_.entries[entry];
  std::vector<std::string> cells;
  if (map_.keyed) {
    for (const output::KeyPart& part : PartsOf(at.key))
      cells.push_back(Printable(part.text));
  }
  for (size_t column = cells.size(); column < columns_.size(); ++column)
    cells.push_back(ValueText(at.value, map_.function, column - key_columns_));
  return cells;
}

}  // namespace sonde::live
