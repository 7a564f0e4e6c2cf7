// Leaves: MetricsWriter. Covered by tests/serve/metrics_test.cpp and tests/run/serve.test.
#include "serve/metrics.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "output/histogram.h"
#include "output/text.h"
#include "serve/keys.h"

namespace sonde::serve {
namespace {

using output::MapData;
using output::MapEntry;

constexpr size_t kMostLines = 20000;   // of a map; the entries behind them are counted only
constexpr size_t kLongestLabel = 512;  // bytes
constexpr std::string_view kPrefix = "sonde";
constexpr std::string_view kLeftOut = "sonde_metrics_left_out";
constexpr std::string_view kTime = "sonde_snapshot_timestamp_seconds";

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

void AppendEscaped(std::string& out, std::string_view text, bool quotes) {
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else {
      if (c == '\\' || (quotes && c == '"')) out += '\\';
      out += c;
    }
  }
}

// `{a="1",b="2"`, without the brace that ends it; empty if there are none.
std::string LabelsOf(const output::Value& key) {
  std::string labels;
  std::set<std::string> names;
  for (const KeyPart& part : KeyParts(key, kLongestLabel)) {
    std::string name = LabelName(part.name);
    while (!names.insert(name).second)
      name += '_';
    labels += labels.empty() ? '{' : ',';
    labels += name + "=\"";
    AppendEscaped(labels, part.text, true);
    labels += '"';
  }
  return labels;
}

std::optional<std::string> NumberOf(const output::Value& value) {
  std::string text;
  if (const auto* real = std::get_if<output::Float>(&value.data)) {
    if (std::isnan(real->value)) return "NaN";
    if (std::isinf(real->value)) return real->value > 0 ? "+Inf" : "-Inf";
    output::AppendText(text, value);
    return text;
  }
  const auto bits = output::IntegerBits(value);
  if (!bits) return std::nullopt;
  const bool is_unsigned = std::holds_alternative<output::Uint64>(value.data) ||
                           std::holds_alternative<output::Pointer>(value.data);
  output::AppendInteger(text, *bits, !is_unsigned);
  return text;
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

std::string_view TypeOf(const MapData& map) {
  switch (map.function) {
    case Aggregation::Hist:
    case Aggregation::Lhist:
      return "histogram";
    case Aggregation::Avg:
    case Aggregation::Stats:
      return "summary";
    default:
      return OnlyGrows(map) ? "counter" : "gauge";
  }
}

// The greatest number in a bucket, which is what le means; nothing for the last.
std::optional<std::string> BoundOf(const Buckets& buckets, size_t index) {
  if (index > 0 && buckets.IsLast(index)) return std::nullopt;
  const bool is_signed = buckets.kind == Buckets::Kind::Linear;
  if (index + 1 >= buckets.Count()) return std::nullopt;
  const uint64_t end = buckets.Begin(index + 1);
  std::string text;
  output::AppendInteger(text, end - 1, is_signed || end == 0);
  return text;
}

}  // namespace

class MetricsText {
 public:
  explicit MetricsText(MetricsWriter& writer) : writer_(writer) {}
  std::string Write(const Snapshot& snapshot);

 private:
  std::string TakeName(const MapData& map);
  void WriteMap(const MapData& map);
  bool WriteEntry(const MapData& map, const MapEntry& entry, const std::string& labels);
  void WriteHistogram(const MapData& map, const output::Histogram& histogram, const std::string& labels);
  void Line(std::string_view suffix, const std::string& labels, std::string_view number);
  void Head(std::string_view name, std::string_view type, std::string_view help);
  void LeaveOut(const MapData& map, std::string_view reason, size_t count);

  MetricsWriter& writer_;
  std::string out_;
  std::string left_out_;
  std::string name_;  // of the map at hand
  size_t lines_ = 0;  // of it
  std::set<std::string> names_ = {std::string(kLeftOut), std::string(kTime)};
};

// Maps whose names would come out the same are told apart by what stands behind: @x_count, and the count of
// @x.
std::string MetricsText::TakeName(const MapData& map) {
  constexpr std::string_view kSuffixes[] = {"", "_sum", "_count", "_bucket"};
  std::string name = MetricName(map.name);
  while (std::any_of(std::begin(kSuffixes), std::end(kSuffixes),
                     [&](std::string_view suffix) { return names_.contains(name + std::string(suffix)); }))
    name += '_';
  for (const std::string_view suffix : kSuffixes)
    names_.insert(name + std::string(suffix));
  return name;
}

void MetricsText::Head(std::string_view name, std::string_view type, std::string_view help) {
  out_.append("# HELP ").append(name).append(" ");
  AppendEscaped(out_, help, false);
  out_.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
}

void MetricsText::Line(std::string_view suffix, const std::string& labels, std::string_view number) {
  out_.append(name_).append(suffix).append(labels).append(labels.empty() ? " " : "} ");
  out_.append(number).append("\n");
  ++lines_;
}

void MetricsText::LeaveOut(const MapData& map, std::string_view reason, size_t count) {
  if (count == 0) return;
  left_out_.append(kLeftOut).append("{map=\"");
  AppendEscaped(left_out_, map.name, true);
  left_out_.append("\",reason=\"").append(reason).append("\"} ").append(std::to_string(count)).append("\n");
}

void MetricsText::WriteHistogram(const MapData& map, const output::Histogram& histogram,
                                 const std::string& labels) {
  const MetricsWriter::Range range = writer_.shown_[map.name];
  uint64_t total = 0;
  const std::string before = labels.empty() ? "{" : labels + ",";
  for (size_t i = 0; i < histogram.counts.size(); ++i) {
    total += histogram.counts[i];
    if (i < range.first || i >= range.end) continue;
    if (const auto bound = BoundOf(histogram.buckets, i))
      Line("_bucket", before + "le=\"" + *bound + "\"", std::to_string(total));
  }
  Line("_bucket", before + "le=\"+Inf\"", std::to_string(total));
  Line("_count", labels, std::to_string(total));
}

// False: it has no number.
bool MetricsText::WriteEntry(const MapData& map, const MapEntry& entry, const std::string& labels) {
  if (const auto* histogram = std::get_if<output::Histogram>(&entry.value)) {
    WriteHistogram(map, *histogram, labels);
  } else if (const auto* statistics = std::get_if<output::Statistics>(&entry.value)) {
    std::string total;
    output::AppendInteger(total, statistics->total, statistics->is_signed);
    Line("_sum", labels, total);
    Line("_count", labels, std::to_string(statistics->count));
  } else if (const auto* series = std::get_if<output::TimeSeries>(&entry.value)) {
    if (series->points.empty()) return true;
    std::string text;
    output::AppendInteger(text, series->points.back().bits, series->is_signed);
    Line("", labels, text);
  } else {
    const auto number = NumberOf(std::get<output::Value>(entry.value));
    if (!number) return false;
    Line("", labels, *number);
  }
  return true;
}

void MetricsText::WriteMap(const MapData& map) {
  name_ = TakeName(map);
  lines_ = 0;
  if (map.entries.empty()) return;
  for (const MapEntry& entry : map.entries) {
    const auto* histogram = std::get_if<output::Histogram>(&entry.value);
    if (histogram == nullptr) break;
    MetricsWriter::Range& range = writer_.shown_[map.name];
    for (size_t i = 0; i < histogram->counts.size(); ++i) {
      if (histogram->counts[i] == 0) continue;
      // A bucket's lower bound is the upper one of the bucket before.
      const size_t first = i > 0 ? i - 1 : 0;
      range.first = range.end == 0 ? first : std::min(range.first, first);
      range.end = std::max(range.end, i + 1);
    }
  }
  const std::string help =
      map.name + (map.function == Aggregation::None ? "" : ", " + std::string(RowOf(map.function).name));
  Head(name_, TypeOf(map), help);
  std::set<std::string> seen;
  size_t no_number = 0, too_many = 0, same = 0;
  // The greatest come last.
  for (auto entry = map.entries.rbegin(); entry != map.entries.rend(); ++entry) {
    if (lines_ >= kMostLines) {
      ++too_many;
      continue;
    }
    const std::string labels = LabelsOf(entry->key);
    if (!seen.insert(labels).second) {
      ++same;
    } else if (!WriteEntry(map, *entry, labels)) {
      ++no_number;
    }
  }
  LeaveOut(map, "not_a_number", no_number);
  LeaveOut(map, "limit", too_many);
  LeaveOut(map, "same_labels", same);
}

std::string MetricsText::Write(const Snapshot& snapshot) {
  for (const MapData& map : snapshot.maps)
    WriteMap(map);
  Head(kLeftOut, "gauge", "entries of maps that are not here");
  out_ += left_out_;
  Head(kTime, "gauge", "when the maps were read");
  std::string fraction = std::to_string(snapshot.milliseconds % 1000);
  fraction.insert(0, 3 - fraction.size(), '0');
  out_.append(kTime).append(" ").append(std::to_string(snapshot.milliseconds / 1000));
  out_.append(".").append(fraction).append("\n");
  return std::move(out_);
}

std::string MetricsWriter::Write(const Snapshot& snapshot) {
  return MetricsText(*this).Write(snapshot);
}

}  // namespace sonde::serve
