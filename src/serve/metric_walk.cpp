// Leaves: MetricWalk. Covered by tests/serve/metrics_test.cpp and tests/serve/otlp_text_test.cpp.
#include "serve/metric_walk.h"

#include <algorithm>
#include <set>
#include <utility>

#include "output/histogram.h"
#include "output/key_parts.h"
#include "output/text.h"

namespace sonde::serve {
namespace {

using output::MapData;
using output::MapEntry;

constexpr size_t kLongestLabel = 512;  // bytes
constexpr std::string_view kPrefix = "sonde";

bool IsNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Two underscores at the beginning are Prometheus' own, and le is the bound of a bucket.
std::string LabelName(std::string_view name) {
  std::string label(name);
  std::replace_if(label.begin(), label.end(), [](char c) { return !IsNameByte(c); }, '_');
  if (label.empty() || (label[0] >= '0' && label[0] <= '9') || label.starts_with("__")) label = "key" + label;
  if (label == "le" || label == "quantile") label += '_';
  return label;
}

std::string MetricName(std::string_view map) {
  std::string name(kPrefix);
  if (map.size() > 1) name += '_';
  for (const char c : map.substr(std::min<size_t>(map.size(), 1)))
    name += IsNameByte(c) ? c : '_';
  return name;
}

std::vector<Label> LabelsOf(const output::Value& key) {
  std::vector<Label> labels;
  std::set<std::string> names;
  for (output::KeyPart& part : output::KeyParts(key, kLongestLabel)) {
    std::string name = LabelName(part.name);
    while (!names.insert(name).second)
      name += '_';
    labels.push_back({std::move(name), std::move(part.text)});
  }
  return labels;
}

// The names of a map's labels are the same for all entries; none of the texts has a zero byte in it.
std::string Joined(std::span<const Label> labels) {
  std::string joined;
  for (const Label& label : labels)
    joined.append(label.name).append(1, '\0').append(label.text).append(1, '\0');
  return joined;
}

std::optional<Number> NumberOf(const output::Value& value) {
  if (const auto* real = std::get_if<output::Float>(&value.data)) return Number{0, true, *real};
  const auto bits = output::IntegerBits(value);
  if (!bits) return std::nullopt;
  const bool is_unsigned = std::holds_alternative<output::Uint64>(value.data) ||
                           std::holds_alternative<output::Pointer>(value.data);
  return Number{*bits, !is_unsigned};
}

// Programs may count down what is signed.
bool OnlyGrows(const MapData& map) {
  if (map.function == Aggregation::Count) return true;
  return map.function == Aggregation::Sum &&
         std::all_of(map.entries.begin(), map.entries.end(), [](const MapEntry& entry) {
           const auto* value = std::get_if<output::Value>(&entry.value);
           return value != nullptr && std::holds_alternative<output::Uint64>(value->data);
         });
}

MetricType TypeOf(const MapData& map) {
  switch (map.function) {
    case Aggregation::Hist:
    case Aggregation::Lhist:
      return MetricType::Histogram;
    case Aggregation::Avg:
    case Aggregation::Stats:
      return MetricType::Summary;
    default:
      return OnlyGrows(map) ? MetricType::Counter : MetricType::Gauge;
  }
}

// The greatest number in a bucket; nothing for the last.
std::optional<Number> BoundOf(const Buckets& buckets, size_t index) {
  if (index > 0 && buckets.IsLast(index)) return std::nullopt;
  const bool is_signed = buckets.kind == Buckets::Kind::Linear;
  if (index + 1 >= buckets.Count()) return std::nullopt;
  const uint64_t end = buckets.Begin(index + 1);
  return Number{end - 1, is_signed || end == 0};
}

}  // namespace

class OneWalk {
 public:
  OneWalk(std::map<std::string, MetricWalk::Range>& shown, MetricSink& sink) : shown_(shown), sink_(sink) {}
  void WalkMap(const MapData& map);

 private:
  std::string TakeName(const MapData& map);
  void Extend(const MapData& map);
  bool WalkEntry(const MapData& map, const MapEntry& entry, std::span<const Label> labels);
  void WalkHistogram(const MapData& map, const output::Histogram& histogram, std::span<const Label> labels);
  void LeaveOut(const MapData& map, std::string_view reason, size_t count) {
    if (count > 0) sink_.LeftOut(map.name, reason, count);
  }

  std::map<std::string, MetricWalk::Range>& shown_;
  MetricSink& sink_;
  std::set<std::string> names_ = {std::string(kLeftOutName), std::string(kTimeName), std::string(kLostName)};
};

// Maps whose names would come out the same are told apart by what stands behind: @x_count, and the count of
// @x.
std::string OneWalk::TakeName(const MapData& map) {
  constexpr std::string_view kSuffixes[] = {"", "_sum", "_count", "_bucket"};
  std::string name = MetricName(map.name);
  while (std::any_of(std::begin(kSuffixes), std::end(kSuffixes),
                     [&](std::string_view suffix) { return names_.contains(name + std::string(suffix)); }))
    name += '_';
  for (const std::string_view suffix : kSuffixes)
    names_.insert(name + std::string(suffix));
  return name;
}

void OneWalk::WalkHistogram(const MapData& map, const output::Histogram& histogram,
                            std::span<const Label> labels) {
  const MetricWalk::Range range = shown_[map.name];
  uint64_t total = 0;
  std::vector<UpTo> buckets;
  for (size_t i = 0; i < histogram.counts.size(); ++i) {
    total += histogram.counts[i];
    if (i < range.first || i >= range.end) continue;
    if (const auto bound = BoundOf(histogram.buckets, i)) buckets.push_back({*bound, total});
  }
  sink_.Histogram(labels, buckets, total);
}

// False: it has no number.
bool OneWalk::WalkEntry(const MapData& map, const MapEntry& entry, std::span<const Label> labels) {
  if (const auto* histogram = std::get_if<output::Histogram>(&entry.value)) {
    WalkHistogram(map, *histogram, labels);
  } else if (const auto* statistics = std::get_if<output::Statistics>(&entry.value)) {
    sink_.Summary(labels, {statistics->total, statistics->is_signed}, statistics->count);
  } else if (const auto* series = std::get_if<output::TimeSeries>(&entry.value)) {
    if (series->points.empty()) return true;
    sink_.Value(labels, {series->points.back().bits, series->is_signed});
  } else {
    const auto number = NumberOf(std::get<output::Value>(entry.value));
    if (!number) return false;
    sink_.Value(labels, *number);
  }
  return true;
}

// The buckets to show are those of all entries.
void OneWalk::Extend(const MapData& map) {
  for (const MapEntry& entry : map.entries) {
    const auto* histogram = std::get_if<output::Histogram>(&entry.value);
    if (histogram == nullptr) break;
    MetricWalk::Range& range = shown_[map.name];
    for (size_t i = 0; i < histogram->counts.size(); ++i) {
      if (histogram->counts[i] == 0) continue;
      // A bucket's lower bound is the upper one of the bucket before.
      const size_t first = i > 0 ? i - 1 : 0;
      range.first = range.end == 0 ? first : std::min(range.first, first);
      range.end = std::max(range.end, i + 1);
    }
  }
}

void OneWalk::WalkMap(const MapData& map) {
  MetricFamily family{TakeName(map), TypeOf(map), map.name};
  if (map.entries.empty()) return;
  if (map.function != Aggregation::None) family.help += ", " + std::string(RowOf(map.function).name);
  Extend(map);
  sink_.Begin(family);
  std::set<std::string> seen;
  size_t no_number = 0, too_many = 0, same = 0;
  // The greatest come last.
  for (auto entry = map.entries.rbegin(); entry != map.entries.rend(); ++entry) {
    if (sink_.Full()) {
      ++too_many;
      continue;
    }
    const std::vector<Label> labels = LabelsOf(entry->key);
    if (!seen.insert(Joined(labels)).second) {
      ++same;
    } else if (!WalkEntry(map, *entry, labels)) {
      ++no_number;
    }
  }
  sink_.End();
  LeaveOut(map, "not_a_number", no_number);
  LeaveOut(map, "limit", too_many);
  LeaveOut(map, "same_labels", same);
}

void MetricWalk::Walk(const output::Snapshot& snapshot, MetricSink& sink) {
  OneWalk walk(shown_, sink);
  for (const MapData& map : snapshot.maps)
    walk.WalkMap(map);
}

}  // namespace sonde::serve
