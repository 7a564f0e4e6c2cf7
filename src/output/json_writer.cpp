// Writer for programs: one JSON object per line (cli-and-output.md 13). Leaves: MakeJsonWriter.
// Covered by tests/output/writer_test.cpp.
#include "output/histogram.h"
#include "output/json_text.h"
#include "output/writer.h"

namespace sonde::output {
namespace {

void AppendHistogramJson(std::string& out, const Histogram& histogram, uint32_t divisor) {
  const bool linear = histogram.buckets.kind == Buckets::Kind::Linear;
  std::string_view before;
  out += '[';
  for (const HistogramRow& row : HistogramRows(histogram, divisor)) {
    out += before;
    out += '{';
    if (row.low) {
      out += "\"min\": ";
      AppendJsonInteger(out, *row.low, linear);
      out += ", ";
    }
    if (row.high) {
      out += "\"max\": ";
      AppendJsonInteger(out, *row.high - 1, linear || !row.low);
      out += ", ";
    }
    out += "\"count\": ";
    AppendJsonInteger(out, row.count, false);
    out += '}';
    before = ",";
  }
  out += ']';
}

void AppendStatisticsJson(std::string& out, const Statistics& statistics, MapFunction function,
                          uint32_t divisor) {
  const uint64_t average = DividedBits(statistics.Average(), statistics.is_signed, divisor);
  if (function == MapFunction::Avg) return AppendJsonInteger(out, average, statistics.is_signed);
  out += "{\"count\": ";
  AppendJsonInteger(out, statistics.count, false);
  out += ", \"average\": ";
  AppendJsonInteger(out, average, statistics.is_signed);
  out += ", \"total\": ";
  AppendJsonInteger(out, statistics.total, statistics.is_signed);
  out += '}';
}

void AppendEntryJson(std::string& out, const MapData& map, const MapEntry& entry, uint32_t divisor) {
  if (const auto* histogram = std::get_if<Histogram>(&entry.value)) {
    AppendHistogramJson(out, *histogram, divisor);
  } else if (const auto* statistics = std::get_if<Statistics>(&entry.value)) {
    AppendStatisticsJson(out, *statistics, map.function, divisor);
  } else {
    AppendJson(out, Divided(std::get<Value>(entry.value), divisor));
  }
}

class JsonWriter : public Writer {
 public:
  explicit JsonWriter(Sink& out) : out_(out) {}

  [[nodiscard]] TextOptions text_options() const override { return {}; }
  void Printf(std::string_view text) override { TextLine("printf", text); }
  void Time(std::string_view text) override { TextLine("time", text); }
  void Print(const Value& value) override {
    Open("value");
    AppendJson(out_.buffer(), value);
    out_.Append("}\n");
  }
  void Map(const MapData& map, uint32_t top, uint32_t divisor) override;
  void AttachedProbes(uint64_t count) override { CountLine("attached_probes", "probes", count); }
  void LostEvents(uint64_t count) override { CountLine("lost_events", "events", count); }
  void BeforeMaps() override {}
  void TotalLost(uint64_t /*count*/) override {}
  void Report(const Problem& problem) override;
  void Ledger(std::span<const LedgerLine> lines) override;
  void EndBatch() override { out_.EndBatch(); }
  void Flush() override { out_.Flush(); }

 private:
  void Open(std::string_view type) {
    std::string& out = out_.buffer();
    out += "{\"type\": \"";
    out += type;
    out += "\", \"data\": ";
  }
  void TextLine(std::string_view type, std::string_view text) {
    Open(type);
    AppendJsonString(out_.buffer(), text);
    out_.Append("}\n");
  }
  void CountLine(std::string_view type, std::string_view what, uint64_t count) {
    const std::string number = std::to_string(count);
    out_.Append("{\"type\": \"" + std::string(type) + "\", \"count\": " + number + ", \"data\": {\"" +
                std::string(what) + "\": " + number + "}}\n");
  }

  Sink& out_;
};

void JsonWriter::Map(const MapData& map, uint32_t top, uint32_t divisor) {
  const size_t count = map.entries.size();
  if (count == 0) return;
  Open(RowOf(map.function).json_type);
  std::string& out = out_.buffer();
  out += '{';
  AppendJsonString(out, map.name);
  out += ": ";
  if (!map.keyed) {
    AppendEntryJson(out, map, map.entries[0], divisor);
  } else {
    std::string_view before = "{";
    for (size_t i = top > 0 && top < count ? count - top : 0; i < count; ++i) {
      out += before;
      AppendJsonKey(out, map.entries[i].key);
      out += ": ";
      AppendEntryJson(out, map, map.entries[i], divisor);
      before = ", ";
    }
    out += '}';
  }
  out_.Append("}}\n");
}

void JsonWriter::Report(const Problem& problem) {
  std::string& out = out_.buffer();
  out += "{\"type\": \"runtime_error\", \"msg\": ";
  AppendJsonString(out, problem.message);
  if (problem.line > 0) {
    out += ", \"filename\": ";
    AppendJsonString(out, problem.file);
    out += ", \"line\": " + std::to_string(problem.line) + ", \"col\": " + std::to_string(problem.column);
  }
  if (problem.count > 0) out += ", \"count\": " + std::to_string(problem.count);
  if (!problem.expanded_from.empty()) {
    std::string_view before = ", \"expanded_from\": [";
    for (const Problem& call : problem.expanded_from) {
      out += before;
      out += "{\"filename\": ";
      AppendJsonString(out, call.file);
      out += ", \"line\": " + std::to_string(call.line) + ", \"col\": " + std::to_string(call.column) + "}";
      before = ", ";
    }
    out += "]";
  }
  out_.Append("}\n");
}

void JsonWriter::Ledger(std::span<const LedgerLine> lines) {
  if (lines.empty()) return;
  Open("ledger");
  std::string& out = out_.buffer();
  std::string_view before = "[";
  for (const LedgerLine& line : lines) {
    out += before;
    out += "{\"kind\": ";
    AppendJsonString(out, line.kind);
    out += ", \"subject\": ";
    AppendJsonString(out, line.subject);
    out += ", \"count\": ";
    AppendJsonInteger(out, line.count, false);
    out += '}';
    before = ",";
  }
  out_.Append("]}\n");
}

}  // namespace

std::unique_ptr<Writer> MakeJsonWriter(Sink& out) {
  return std::make_unique<JsonWriter>(out);
}

}  // namespace sonde::output
