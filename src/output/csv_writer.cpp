// Writer for tables: comma-separated values by RFC 4180, a row for each entry, bucket, interval. What the
// columns are is in docs/design/output.md. Leaves: MakeCsvWriter. Covered by tests/output/csv_writer_test.cpp
// and tests/run/csv.test.
#include <algorithm>

#include "base/clock.h"
#include "base/utf8.h"
#include "output/formats.h"
#include "output/frames.h"
#include "output/histogram.h"
#include "output/join.h"
#include "output/percentiles.h"
#include "output/sink.h"
#include "output/text.h"
#include "output/time_series.h"

namespace sonde::output {
namespace {

// One record. Names and cells are appended in the same order, so that a header fits its rows.
class CsvRecord {
 public:
  // The names of the columns are wanted, not what is in them.
  explicit CsvRecord(bool header) : header_(header) {}

  void Cell(std::string_view name, std::string_view text) { Field(header_ ? name : blank_ ? "" : text); }
  void Integer(std::string_view name, uint64_t bits, bool is_signed) {
    std::string text;
    AppendInteger(text, bits, is_signed);
    Cell(name, text);
  }
  // Tuples and records have a column for each part.
  void Parts(const std::string& name, const Value& value);

  // The columns that `fill` appends, with nothing in them.
  template <typename Fill>
  void Missing(const Fill& fill) {
    blank_ = !header_;
    fill(*this);
    blank_ = false;
  }

  // With the end of the line.
  [[nodiscard]] std::string Take() { return std::move(text_) + "\r\n"; }

 private:
  void Field(std::string_view text);

  bool header_;
  bool blank_ = false;
  bool first_ = true;
  std::string text_;
};

// Quotes where the format asks for them, and around blanks at the ends, which some readers take away.
void CsvRecord::Field(std::string_view text) {
  if (!first_) text_ += ',';
  first_ = false;
  const bool quoted =
      text.find_first_of(",\"\r\n") != std::string_view::npos || text.starts_with(' ') || text.ends_with(' ');
  if (!quoted) return AppendUtf8(text_, text);
  text_ += '"';
  for (size_t quote = text.find('"'); quote != std::string_view::npos; quote = text.find('"')) {
    AppendUtf8(text_, text.substr(0, quote + 1));
    text_ += '"';
    text.remove_prefix(quote + 1);
  }
  AppendUtf8(text_, text);
  text_ += '"';
}

// A line for each frame, the innermost first. A name cannot make lines of its own.
std::string LinesOf(const Stack& stack) {
  std::string text;
  AppendText(text, stack, {.escape_controls = true, .newlines = Newlines::Escape, .compact = true});
  std::string_view lines = text;
  while (lines.starts_with('\n'))
    lines.remove_prefix(1);
  while (lines.ends_with('\n'))
    lines.remove_suffix(1);
  return std::string(lines);
}

void CsvRecord::Parts(const std::string& name, const Value& value) {
  if (const auto* tuple = std::get_if<Tuple>(&value.data)) {
    for (size_t i = 0; i < tuple->elements.size(); ++i)
      Parts(name + "." + std::to_string(i), tuple->elements[i]);
    return;
  }
  if (const auto* record = std::get_if<Record>(&value.data)) {
    for (const auto& [field, part] : record->fields)
      Parts(name + "." + field, part);
    return;
  }
  std::string text;
  if (const auto* stack = std::get_if<Stack>(&value.data)) {
    text = LinesOf(*stack);
  } else if (!std::holds_alternative<Nothing>(value.data)) {
    AppendText(text, value);
  }
  Cell(name, text);
}

class CsvWriter : public Sink {
 public:
  explicit CsvWriter(Stream& out) : out_(out) {}

  // Text beside the table: the session has another place for it.
  void Printf(const Formatter& /*format*/, std::span<const Value> /*values*/) override {}
  void Text(EventKind /*kind*/, std::string_view /*text*/) override {}
  void Print(const Value& /*value*/) override {}
  void PrintMap(const MapData& map, const PrintOptions& options) override;
  void PrintMaps(std::span<const MapData> maps, const PrintOptions& options) override;
  void BeginSnapshot(bool /*last*/) override {}
  void SnapshotMap(const MapData& map) override { PrintMap(map, {}); }
  void BeginTests(size_t /*count*/) override {}
  void BeginTest(const std::string& /*name*/) override {}
  void EndTest(const TestResult& result) override;
  void EndTests(std::span<const TestResult> /*results*/) override {}
  void Benchmarks(std::span<const BenchmarkResult> results) override;

 private:
  // `fill` appends the cells of a row behind the first two; for a header their names.
  template <typename Fill>
  void Row(std::string_view name, const Fill& fill);
  void Stamp();
  void Entry(const MapData& map, const MapEntry& entry, const PrintOptions& options);
  void Buckets(const MapData& map, const MapEntry& entry, const Histogram& histogram, uint32_t divisor);
  void Percentiles(const MapData& map, const MapEntry& entry, const PrintOptions& options);
  void Intervals(const MapData& map, const MapEntry& entry, const TimeSeries& series);

  Stream& out_;
  std::string header_;  // that holds for the next row
  std::string time_;    // of the rows at hand
};

// A header comes again where the columns change.
template <typename Fill>
void CsvWriter::Row(std::string_view name, const Fill& fill) {
  CsvRecord names(true), cells(false);
  for (CsvRecord* record : {&names, &cells}) {
    record->Cell("map", name);
    record->Cell("time", time_);
    fill(*record);
  }
  std::string header = names.Take();
  if (header != header_) {
    out_.buffer() += header;
    header_ = std::move(header);
  }
  out_.Append(cells.Take());
}

// UTC, which no change of the clock at home makes ambiguous.
void CsvWriter::Stamp() {
  time_ = UtcText(ClockNs(CLOCK_REALTIME));
}

void AppendKeyCells(CsvRecord& record, const MapData& map, const Value& key) {
  if (map.keyed) record.Parts("key", key);
}

// A value that is one row.
void AppendValueCells(CsvRecord& record, const std::string& name, const MapData& map, const MapEntry& entry,
                      uint32_t divisor) {
  if (const auto* statistics = std::get_if<Statistics>(&entry.value)) {
    const uint64_t average = DividedBits(statistics->Average(), statistics->is_signed, divisor);
    if (map.function == Aggregation::Avg) return record.Integer(name, average, statistics->is_signed);
    record.Integer(name + ".count", statistics->count, false);
    record.Integer(name + ".average", average, statistics->is_signed);
    record.Integer(name + ".total", statistics->total, statistics->is_signed);
  } else if (divisor > 1) {
    record.Parts(name, Divided(std::get<Value>(entry.value), divisor));
  } else {
    record.Parts(name, std::get<Value>(entry.value));
  }
}

void CsvWriter::Buckets(const MapData& map, const MapEntry& entry, const Histogram& histogram,
                        uint32_t divisor) {
  const bool linear = histogram.buckets.kind == sonde::Buckets::Kind::Linear;
  for (const HistogramRow& bucket : HistogramRows(histogram, divisor)) {
    Row(map.name, [&](CsvRecord& record) {
      AppendKeyCells(record, map, entry.key);
      record.Parts("min", bucket.low
                              ? (linear ? Value{static_cast<int64_t>(*bucket.low)} : Value{*bucket.low})
                              : Value{});
      const bool is_signed = linear || !bucket.low;
      const uint64_t most = bucket.high.value_or(0) - 1;
      record.Parts("max",
                   bucket.high ? (is_signed ? Value{static_cast<int64_t>(most)} : Value{most}) : Value{});
      record.Integer("count", bucket.count, false);
    });
  }
}

void CsvWriter::Percentiles(const MapData& map, const MapEntry& entry, const PrintOptions& options) {
  using Sort = Percentile::Sort;
  const auto& histogram = std::get<Histogram>(entry.value);
  for (const Percentile& percentile : PercentilesOf(histogram, options.percentiles)) {
    std::string value;
    AppendInteger(value, percentile.value, percentile.is_signed);
    Row(map.name, [&](CsvRecord& record) {
      AppendKeyCells(record, map, entry.key);
      record.Cell("percentile", percentile.name);
      record.Cell("value", percentile.sort == Sort::Within ? value : "");
      record.Cell("error", percentile.sort == Sort::Within ? std::to_string(percentile.error) : "");
      record.Cell("below", percentile.sort == Sort::Below ? value : "");
      record.Cell("at_least", percentile.sort == Sort::Above ? value : "");
    });
  }
}

void CsvWriter::Intervals(const MapData& map, const MapEntry& entry, const TimeSeries& series) {
  for (const TimeSeries::Point& point : series.points) {
    Row(map.name, [&](CsvRecord& record) {
      AppendKeyCells(record, map, entry.key);
      record.Cell("interval_start", UtcText(point.interval * series.length));
      record.Integer("value", point.bits, series.is_signed);
    });
  }
}

void CsvWriter::Entry(const MapData& map, const MapEntry& entry, const PrintOptions& options) {
  if (const auto* histogram = std::get_if<Histogram>(&entry.value)) {
    if (!options.percentiles.empty()) return Percentiles(map, entry, options);
    return Buckets(map, entry, *histogram, options.divisor);
  }
  if (const auto* series = std::get_if<TimeSeries>(&entry.value)) return Intervals(map, entry, *series);
  Row(map.name, [&](CsvRecord& record) {
    AppendKeyCells(record, map, entry.key);
    AppendValueCells(record, "value", map, entry, options.divisor);
  });
}

void CsvWriter::PrintMap(const MapData& map, const PrintOptions& options) {
  Stamp();
  const size_t count = map.entries.size();
  const uint32_t top = map.function == Aggregation::Tseries ? 0 : options.top;
  for (size_t i = top > 0 && top < count ? count - top : 0; i < count; ++i)
    Entry(map, map.entries[i], options);
}

// A column for each map. How many a map fills is known from any of its entries.
void CsvWriter::PrintMaps(std::span<const MapData> maps, const PrintOptions& options) {
  Stamp();
  std::string names;
  for (const MapData& map : maps)
    names += (names.empty() ? "" : " ") + map.name;
  for (const JoinedRow& row : Join(maps, options.top)) {
    Row(names, [&](CsvRecord& record) {
      record.Parts("key", *row.key);
      for (size_t i = 0; i < maps.size(); ++i) {
        if (maps[i].entries.empty()) {
          record.Cell(maps[i].name, "");
        } else if (row.entries[i] != nullptr) {
          AppendValueCells(record, maps[i].name, maps[i], *row.entries[i], options.divisor);
        } else {
          record.Missing([&](CsvRecord& columns) {
            AppendValueCells(columns, maps[i].name, maps[i], maps[i].entries[0], options.divisor);
          });
        }
      }
    });
  }
}

void CsvWriter::EndTest(const TestResult& result) {
  Stamp();
  Row("", [&](CsvRecord& record) {
    record.Cell("test", result.name);
    record.Cell("passed", result.passed ? "true" : "false");
    record.Integer("nanoseconds", result.nanoseconds, false);
    record.Cell("output", result.output);
  });
}

void CsvWriter::Benchmarks(std::span<const BenchmarkResult> results) {
  Stamp();
  for (const BenchmarkResult& result : results) {
    Row("", [&](CsvRecord& record) {
      record.Cell("benchmark", result.name);
      record.Integer("nanoseconds", result.nanoseconds, false);
      record.Integer("runs", result.runs, false);
    });
  }
}

}  // namespace

std::unique_ptr<Sink> MakeCsvWriter(Stream& out, const WriterOptions& /*options*/) {
  return std::make_unique<CsvWriter>(out);
}

}  // namespace sonde::output
