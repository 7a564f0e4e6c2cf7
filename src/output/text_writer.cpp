// Writer for people: cli-and-output.md 12. Leaves: MakeTextWriter. Covered by
// tests/output/writer_test.cpp.
#include "output/histogram.h"
#include "output/writer.h"

namespace sonde::output {
namespace {

class TextWriter : public Writer {
 public:
  TextWriter(Sink& out, Sink& messages) : out_(out), messages_(messages) {
    options_.escape_controls = out.is_terminal();
  }

  [[nodiscard]] TextOptions text_options() const override { return options_; }
  void Printf(std::string_view text) override { out_.Append(text); }
  void Time(std::string_view text) override { out_.Append(text); }
  void Print(const Value& value) override {
    AppendText(out_.buffer(), value, options_);
    out_.Append("\n");
  }
  void Map(const MapData& map, uint32_t top, uint32_t divisor) override;
  void AttachedProbes(uint64_t count) override {
    Message("Attached " + std::to_string(count) + (count == 1 ? " probe\n" : " probes\n"));
  }
  void LostEvents(uint64_t count) override { Message("Lost " + std::to_string(count) + " events\n"); }
  // No record of its own: nothing is lost with it.
  void BeforeMaps() override { out_.buffer() += "\n\n"; }
  void TotalLost(uint64_t count) override {
    Message("WARNING: Total lost event count: " + std::to_string(count) + "\n");
  }
  void Report(const Problem& problem) override;
  void Ledger(std::span<const LedgerLine> lines) override;
  void EndBatch() override { out_.EndBatch(); }
  void Flush() override {
    out_.Flush();
    messages_.Flush();
  }

 private:
  // Messages go to another stream at once; what was printed before must be seen before.
  void Message(std::string_view text) {
    out_.EndBatch();
    AppendTraced(messages_.buffer(), text, {.escape_controls = messages_.is_terminal()});
    messages_.Commit();
    messages_.Flush();
  }
  void Entry(const MapData& map, const MapEntry& entry, uint32_t divisor);
  void AppendPlace(std::string& text, const Problem& problem);

  Sink& out_;
  Sink& messages_;
  TextOptions options_;
};

void AppendStatistics(std::string& out, const Statistics& statistics, MapFunction function,
                      uint32_t divisor) {
  const uint64_t average = DividedBits(statistics.Average(), statistics.is_signed, divisor);
  if (function == MapFunction::Avg) return AppendInteger(out, average, statistics.is_signed);
  out += "{ .count = ";
  AppendInteger(out, statistics.count, false);
  out += ", .average = ";
  AppendInteger(out, average, statistics.is_signed);
  out += ", .total = ";
  AppendInteger(out, statistics.total, statistics.is_signed);
  out += " }";
}

void TextWriter::Entry(const MapData& map, const MapEntry& entry, uint32_t divisor) {
  std::string& out = out_.buffer();
  out += map.name;
  if (map.keyed) {
    out += '[';
    AppendKey(out, entry.key, options_);
    out += ']';
  }
  out += ':';
  if (const auto* histogram = std::get_if<Histogram>(&entry.value)) {
    out += '\n';
    AppendHistogram(out, *histogram, divisor);
  } else {
    out += ' ';
    if (const auto* statistics = std::get_if<Statistics>(&entry.value)) {
      AppendStatistics(out, *statistics, map.function, divisor);
    } else if (divisor > 1) {
      AppendText(out, Divided(std::get<Value>(entry.value), divisor), options_);
    } else {
      AppendText(out, std::get<Value>(entry.value), options_);
    }
  }
  out_.Append("\n");
}

void TextWriter::Map(const MapData& map, uint32_t top, uint32_t divisor) {
  const size_t count = map.entries.size();
  const size_t first = top > 0 && top < count ? count - top : 0;
  for (size_t i = first; i < count; ++i)
    Entry(map, map.entries[i], divisor);
}

void TextWriter::AppendPlace(std::string& text, const Problem& problem) {
  if (problem.line == 0 || problem.source_line.empty()) return;
  text += problem.source_line + "\n" + std::string(problem.column > 0 ? problem.column - 1 : 0, ' ');
  const uint32_t end = std::max(problem.end_column, problem.column + 1);
  text += std::string(end - problem.column, '~') + "\n";
}

void TextWriter::Report(const Problem& problem) {
  const auto headline = [](const Problem& at, const std::string& message) {
    std::string line;
    if (at.line > 0) {
      line = OneLine(at.file) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + "-" +
             std::to_string(at.end_column) + ": ";
    }
    return line + "WARNING: " + message + "\n";
  };
  std::string text = headline(problem, problem.message);
  std::string detail = problem.detail;
  if (problem.count > 1) detail += (detail.empty() ? "" : ", ") + ("times: " + std::to_string(problem.count));
  if (!detail.empty()) text += "Additional Info - " + detail + "\n";
  AppendPlace(text, problem);
  for (const Problem& call : problem.expanded_from) {
    text += headline(call, "expanded from");
    AppendPlace(text, call);
  }
  Message(text);
}

void TextWriter::Ledger(std::span<const LedgerLine> lines) {
  std::string text;
  for (const LedgerLine& line : lines) {
    text += "ledger: ";
    text += OneLine(line.subject);
    text += ": ";
    text += std::to_string(line.count);
    text += ' ';
    text += line.kind;
    text += '\n';
  }
  if (!text.empty()) Message(text);
}

}  // namespace

std::unique_ptr<Writer> MakeTextWriter(Sink& out, Sink& messages) {
  return std::make_unique<TextWriter>(out, messages);
}

}  // namespace sonde::output
