// Writer for programs: one JSON object per line (cli-and-output.md 13). Leaves: MakeJsonWriter.
// Covered by tests/output/writer_test.cpp.
#include <algorithm>

#include "output/formats.h"
#include "output/join.h"
#include "output/json_text.h"
#include "output/sink.h"
#include "output/time_series.h"

namespace sonde::output {
namespace {

void WriteEntry(JsonStream& json, const MapData& map, const MapEntry& entry, const PrintOptions& options) {
  const uint32_t divisor = options.divisor;
  const auto* histogram = std::get_if<Histogram>(&entry.value);
  if (histogram != nullptr && !options.percentiles.empty()) {
    WriteJson(json, *histogram, options.percentiles);
  } else if (histogram != nullptr) {
    WriteJson(json, *histogram, divisor);
  } else if (const auto* statistics = std::get_if<Statistics>(&entry.value)) {
    WriteJson(json, *statistics, map.function, divisor);
  } else if (const auto* series = std::get_if<TimeSeries>(&entry.value)) {
    WriteJson(json, *series);
  } else {
    WriteJson(json, Divided(std::get<Value>(entry.value), divisor));
  }
}

// Of a map of time series something must have been written lately.
bool HasData(const MapData& map) {
  return std::any_of(map.entries.begin(), map.entries.end(), [](const MapEntry& entry) {
    const auto* series = std::get_if<TimeSeries>(&entry.value);
    return series == nullptr || !series->points.empty();
  });
}

// Where in the script, as members of the object at hand.
void WritePlace(JsonStream& json, const Problem& problem) {
  json.Key("filename");
  json.String(problem.file);
  json.Key("line");
  json.Integer(problem.line, false);
  json.Key("col");
  json.Integer(problem.column, false);
}

class JsonWriter : public Sink, public NoticeSink {
 public:
  explicit JsonWriter(Stream& out) : out_(out), json_(out.buffer()) {}

  [[nodiscard]] NoticeSink* notices() override { return this; }
  void Printf(const Formatter& format, std::span<const Value> values) override {
    text_.clear();
    format.Append(text_, values);
    TextLine("printf", text_);
  }
  // Of a command without the line end that sets it apart from what follows.
  void Text(EventKind kind, std::string_view text) override {
    if (kind == EventKind::System && text.ends_with('\n')) text.remove_suffix(1);
    TextLine(RowOf(kind).json_type, text);
  }
  void Print(const Value& value) override {
    Open("value");
    json_.Key("data");
    WriteJson(json_, value);
    Close();
  }
  void SpanEnd(const Span& span) override;
  void PrintMap(const MapData& map, const PrintOptions& options) override;
  void PrintMaps(std::span<const MapData> maps, const PrintOptions& options) override;
  void BeginSnapshot(bool /*last*/) override {}
  void SnapshotMap(const MapData& map) override { PrintMap(map, {}); }
  void BeginTests(size_t /*count*/) override {}
  void BeginTest(const std::string& /*name*/) override {}
  void EndTest(const TestResult& result) override;
  void EndTests(std::span<const TestResult> /*results*/) override {}
  void Benchmarks(std::span<const BenchmarkResult> results) override;
  void AttachedProbes(uint64_t count) override { CountLine("attached_probes", "probes", count); }
  void LostEvents(uint64_t count) override { CountLine("lost_events", "events", count); }
  void TotalLost(uint64_t /*count*/) override {}
  void Report(const Problem& problem) override;
  void Said(EventKind kind, const Problem& problem) override { Tell(RowOf(kind).json_type, problem); }
  void Ledger(std::span<const LedgerLine> lines) override;
  void Costs(std::span<const ProbeCost> rows, uint64_t traced_ns) override;

 private:
  // Each line is an object whose first member is its type.
  void Open(std::string_view type) {
    json_.Restart();
    json_.StartObject();
    json_.Key("type");
    json_.String(type);
  }
  void Close() {
    json_.EndObject();
    out_.Append("\n");
  }
  void TextLine(std::string_view type, std::string_view text) {
    Open(type);
    json_.Key("data");
    json_.String(text);
    Close();
  }
  void Tell(std::string_view type, const Problem& problem);
  void CountLine(std::string_view type, std::string_view what, uint64_t count) {
    Open(type);
    json_.Key("count");
    json_.Integer(count, false);
    json_.Key("data");
    json_.StartObject();
    json_.Key(what);
    json_.Integer(count, false);
    json_.EndObject();
    Close();
  }

  Stream& out_;
  JsonStream json_;
  std::string text_;  // reused
};

void JsonWriter::SpanEnd(const Span& span) {
  Open(RowOf(EventKind::SpanEnd).json_type);
  json_.Key("data");
  json_.StartObject();
  json_.Key("name");
  json_.String(span.name);
  if (!span.row.empty()) {
    json_.Member("row", span.row);
  }
  for (const auto& [name, number] :
       {std::pair{"id", span.id}, std::pair{"pid", span.pid}, std::pair{"tid", span.tid},
        std::pair{"begin", span.begin}, std::pair{"duration", span.end - span.begin}}) {
    json_.Key(name);
    json_.Integer(number, false);
  }
  json_.EndObject();
  Close();
}

void JsonWriter::EndTest(const TestResult& result) {
  Open("test_result");
  json_.Key("data");
  json_.StartObject();
  json_.Key(result.name);
  json_.StartObject();
  json_.Key("duration");
  json_.Integer(result.nanoseconds, false);
  json_.Key("passed");
  json_.Bool(result.passed);
  json_.Key("output");
  json_.String(result.output);
  json_.EndObject();
  json_.EndObject();
  Close();
}

void JsonWriter::Benchmarks(std::span<const BenchmarkResult> results) {
  for (const BenchmarkResult& result : results) {
    Open("benchmark_result");
    json_.Key("data");
    json_.StartObject();
    json_.Key(result.name);
    json_.StartObject();
    json_.Key("average");
    json_.Integer(result.nanoseconds, false);
    json_.Key("iters");
    json_.Integer(result.runs, false);
    json_.EndObject();
    json_.EndObject();
    Close();
  }
}

void JsonWriter::PrintMap(const MapData& map, const PrintOptions& options) {
  const uint32_t top = map.function == Aggregation::Tseries ? 0 : options.top;
  const size_t count = map.entries.size();
  if (!HasData(map)) return;
  Open(options.percentiles.empty() ? RowOf(map.function).json_type : "percentiles");
  json_.Key("data");
  json_.StartObject();
  json_.Key(map.name);
  if (!map.keyed) {
    WriteEntry(json_, map, map.entries[0], options);
  } else {
    json_.StartObject();
    for (size_t i = top > 0 && top < count ? count - top : 0; i < count; ++i) {
      WriteJsonKey(json_, map.entries[i].key);
      WriteEntry(json_, map, map.entries[i], options);
    }
    json_.EndObject();
  }
  json_.EndObject();
  Close();
}

// { "key": { "@a": 1, "@b": 2 } }
void JsonWriter::PrintMaps(std::span<const MapData> maps, const PrintOptions& options) {
  const std::vector<JoinedRow> rows = Join(maps, options.top);
  if (rows.empty()) return;
  Open("maps");
  json_.Key("data");
  json_.StartObject();
  for (const JoinedRow& row : rows) {
    WriteJsonKey(json_, *row.key);
    json_.StartObject();
    for (size_t map = 0; map < maps.size(); ++map) {
      if (row.entries[map] == nullptr) continue;
      json_.Key(maps[map].name);
      WriteEntry(json_, maps[map], *row.entries[map], options);
    }
    json_.EndObject();
  }
  json_.EndObject();
  Close();
}

void JsonWriter::Report(const Problem& problem) {
  Tell(problem.helper.empty() ? "runtime_error" : "helper_error", problem);
}

void JsonWriter::Tell(std::string_view type, const Problem& problem) {
  Open(type);
  json_.Key("msg");
  json_.String(problem.message);
  if (!problem.helper.empty()) {
    json_.Key("helper");
    json_.String(problem.helper);
  }
  if (problem.code) {
    json_.Key("retcode");
    json_.Integer(static_cast<uint64_t>(int64_t{*problem.code}), true);
  }
  if (!problem.map.empty()) {
    json_.Key("map");
    json_.String(problem.map);
  }
  if (problem.line > 0) WritePlace(json_, problem);
  if (problem.count > 0) {
    json_.Key("count");
    json_.Integer(problem.count, false);
  }
  if (!problem.expanded_from.empty()) {
    json_.Key("expanded_from");
    json_.StartArray();
    for (const Problem& call : problem.expanded_from) {
      json_.StartObject();
      WritePlace(json_, call);
      json_.EndObject();
    }
    json_.EndArray();
  }
  Close();
}

void JsonWriter::Ledger(std::span<const LedgerLine> lines) {
  Open("ledger");
  json_.Array("data", lines, [this](const LedgerLine& line) {
    json_.StartObject();
    json_.Member("kind", line.kind);
    json_.Member("subject", line.subject);
    json_.Member("count", line.count);
    json_.EndObject();
  });
  Close();
}

void JsonWriter::Costs(std::span<const ProbeCost> rows, uint64_t traced_ns) {
  Open("costs");
  json_.Member("traced_ns", traced_ns);
  json_.Array("data", rows, [this](const ProbeCost& row) {
    json_.StartObject();
    json_.Member("probe", row.probe);
    json_.Member("runs", row.runs);
    json_.Member("run_ns", row.nanoseconds);
    json_.Member("missed", row.missed);
    json_.Member("events_lost", row.lost);
    json_.EndObject();
  });
  Close();
}

}  // namespace

std::unique_ptr<Sink> MakeJsonWriter(Stream& out, const WriterOptions& /*options*/) {
  return std::make_unique<JsonWriter>(out);
}

}  // namespace sonde::output
