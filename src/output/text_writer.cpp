// Writer for people: cli-and-output.md 12. Leaves: MakeTextWriter. Covered by
// tests/output/writer_test.cpp.
#include "output/formats.h"
#include "output/histogram.h"
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
  void Time(std::string_view text) override { out_.Append(text); }
  void Print(const Value& value) override {
    AppendText(out_.buffer(), value, options_);
    out_.Append("\n");
  }
  void PrintMap(const MapData& map, uint32_t top, uint32_t divisor) override;
  // No record of its own: nothing is lost with it.
  void BeginSnapshot(bool last) override {
    if (last) out_.buffer() += "\n\n";
  }
  void SnapshotMap(const MapData& map) override { PrintMap(map, 0, 0); }

 private:
  void Entry(const MapData& map, const MapEntry& entry, uint32_t divisor);

  Stream& out_;
  TextOptions options_;
};

void AppendStatistics(std::string& out, const Statistics& statistics, Aggregation function,
                      uint32_t divisor) {
  const uint64_t average = DividedBits(statistics.Average(), statistics.is_signed, divisor);
  if (function == Aggregation::Avg) return AppendInteger(out, average, statistics.is_signed);
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

void TextWriter::PrintMap(const MapData& map, uint32_t top, uint32_t divisor) {
  const size_t count = map.entries.size();
  const size_t first = top > 0 && top < count ? count - top : 0;
  for (size_t i = first; i < count; ++i)
    Entry(map, map.entries[i], divisor);
}

}  // namespace

std::unique_ptr<Sink> MakeTextWriter(Stream& out) {
  return std::make_unique<TextWriter>(out);
}

}  // namespace sonde::output
