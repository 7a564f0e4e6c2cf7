// Writer for people: cli-and-output.md 12. Leaves: MakeTextWriter. Covered by
// tests/output/writer_test.cpp.
#include <algorithm>

#include "output/formats.h"
#include "output/join.h"
#include "output/map_text.h"
#include "output/sink.h"

namespace sonde::output {
namespace {

class TextWriter : public Sink {
 public:
  explicit TextWriter(Stream& out) : out_(out) { options_.escape_controls = out.is_terminal(); }

  void Printf(const Formatter& format, std::span<const Value> values) override {
    format.Append(out_.buffer(), values, options_);
    out_.Commit();
  }
  void Text(EventKind /*kind*/, std::string_view text) override {
    AppendTraced(out_.buffer(), text, options_);
    out_.Commit();
  }
  void Print(const Value& value) override {
    AppendText(out_.buffer(), value, options_);
    out_.Append("\n");
  }
  // "read 17: 1234 ns"
  void SpanEnd(const Span& span) override {
    std::string& out = out_.buffer();
    AppendTraced(out, span.name, Nested(options_));
    if (!span.row.empty()) out += ' ', AppendTraced(out, span.row, Nested(options_));
    out_.Append(" " + std::to_string(span.id) + ": " + std::to_string(span.end - span.begin) + " ns\n");
  }
  void PrintMap(const MapData& map, const PrintOptions& options) override;
  void PrintMaps(std::span<const MapData> maps, const PrintOptions& options) override;
  // No record of its own: nothing is lost with it.
  void BeginSnapshot(bool last) override {
    if (last) out_.buffer() += "\n\n";
  }
  void SnapshotMap(const MapData& map) override { PrintMap(map, {}); }
  void BeginTests(size_t count) override;
  void BeginTest(const std::string& name) override;
  void EndTest(const TestResult& result) override;
  void EndTests(std::span<const TestResult> results) override;
  void Benchmarks(std::span<const BenchmarkResult> results) override;

 private:
  void Tagged(std::string_view tag, bool good, const std::string& text);

  Stream& out_;
  TextOptions options_;
};

// In the nearest unit that gives a whole number: "12 μs".
std::string Spell(uint64_t nanoseconds) {
  constexpr uint64_t kStep = 1000;
  uint64_t value = nanoseconds;
  for (const char* unit : {" ns", " μs", " ms"}) {
    if (value < kStep) return std::to_string(value) + unit;
    value /= kStep;
  }
  return std::to_string(value) + " s";
}

std::string Counted(size_t count) {
  return std::to_string(count) + (count == 1 ? " test" : " tests");
}

// "[  PASSED  ] text", the tag in green or red where it is seen.
void TextWriter::Tagged(std::string_view tag, bool good, const std::string& text) {
  const bool color = out_.color();
  std::string& out = out_.buffer();
  if (color) out += good ? "\x1b[32m" : "\x1b[31m";
  out += tag;
  if (color) out += "\x1b[0m";
  out_.Append(" " + text + "\n");
}

void TextWriter::BeginTests(size_t count) {
  Tagged("[==========]", true, "Running " + std::to_string(count) + " tests.");
}

void TextWriter::BeginTest(const std::string& name) {
  Tagged("[ RUN      ]", true, name);
}

void TextWriter::EndTest(const TestResult& result) {
  if (!result.passed) out_.Append(result.output);
  Tagged(result.passed ? "[       OK ]" : "[  FAILED  ]", result.passed,
         result.name + " (" + Spell(result.nanoseconds) + ")");
}

void TextWriter::EndTests(std::span<const TestResult> results) {
  const auto passed = static_cast<size_t>(
      std::count_if(results.begin(), results.end(), [](const TestResult& test) { return test.passed; }));
  Tagged("[==========]", true, Counted(results.size()) + " ran.");
  Tagged("[  PASSED  ]", true, Counted(passed) + ".");
  if (passed == results.size()) return;
  Tagged("[  FAILED  ]", false, Counted(results.size() - passed) + ", listed below:");
  for (const TestResult& test : results) {
    if (!test.passed) Tagged("[  FAILED  ]", false, test.name);
  }
}

void TextWriter::Benchmarks(std::span<const BenchmarkResult> results) {
  constexpr size_t kName = 40, kTime = 15;
  if (results.empty()) return;
  size_t width = kName;
  for (const BenchmarkResult& result : results)
    width = std::max(width, result.name.size());
  const auto line = [&](std::string text, std::string time, const std::string& runs) {
    text.resize(width + 1, ' ');
    time.resize(kTime, ' ');
    return text + time + runs;
  };
  const std::string head = line("Benchmark", "Time(ns)", "Iterations");
  out_.Append(head + "\n" + std::string(head.size(), '-') + "\n");
  for (const BenchmarkResult& result : results)
    out_.Append(line(result.name, std::to_string(result.nanoseconds), std::to_string(result.runs)) + "\n");
}

void TextWriter::PrintMap(const MapData& map, const PrintOptions& options) {
  const size_t count = map.entries.size();
  const uint32_t top = map.function == Aggregation::Tseries ? 0 : options.top;
  const size_t first = top > 0 && top < count ? count - top : 0;
  for (size_t i = first; i < count; ++i) {
    AppendEntry(out_.buffer(), map, map.entries[i], options, options_);
    out_.Commit();
  }
}

// "[key]: @a 1, @b 2": the maps' names stand behind the key, since it is what belongs together.
void TextWriter::PrintMaps(std::span<const MapData> maps, const PrintOptions& options) {
  std::string& out = out_.buffer();
  for (const JoinedRow& row : Join(maps, options.top)) {
    out += '[';
    AppendKey(out, *row.key, options_);
    out += ']';
    const char* before = ": ";
    for (size_t map = 0; map < maps.size(); ++map) {
      if (row.entries[map] == nullptr) continue;
      out += before + maps[map].name + " ";
      AppendSingle(out, maps[map], *row.entries[map], options.divisor, options_);
      before = ", ";
    }
    out_.Append("\n");
  }
}

}  // namespace

std::unique_ptr<Sink> MakeTextWriter(Stream& out, const WriterOptions& /*options*/) {
  return std::make_unique<TextWriter>(out);
}

}  // namespace sonde::output
