// Writer that writes nothing and counts what it is given, to measure the rest of sonde. Leaves:
// MakeNullWriter. Covered by tests/output/null_writer_test.cpp.
#include "output/formats.h"
#include "output/sink.h"

namespace sonde::output {
namespace {

class NullWriter : public Sink {
 public:
  void Printf(const Formatter& /*format*/, std::span<const Value> /*values*/) override { ++events_; }
  void Text(EventKind /*kind*/, std::string_view /*text*/) override { ++events_; }
  void Print(const Value& /*value*/) override { ++events_; }
  void SpanEnd(const Span& /*span*/) override { ++events_; }
  void PrintMap(const MapData& map, const PrintOptions& /*options*/) override {
    ++events_;
    entries_ += map.entries.size();
  }
  void PrintMaps(std::span<const MapData> maps, const PrintOptions& /*options*/) override {
    ++events_;
    for (const MapData& map : maps)
      entries_ += map.entries.size();
  }
  void BeginSnapshot(bool /*last*/) override {}
  void SnapshotMap(const MapData& map) override {
    ++maps_;
    entries_ += map.entries.size();
  }
  void BeginTests(size_t /*count*/) override {}
  void BeginTest(const std::string& /*name*/) override {}
  void EndTest(const TestResult& /*result*/) override { ++events_; }
  void EndTests(std::span<const TestResult> /*results*/) override {}
  void Benchmarks(std::span<const BenchmarkResult> results) override { events_ += results.size(); }
  [[nodiscard]] std::string Summary() const override {
    return "Not written: " + std::to_string(events_) + " events, " + std::to_string(maps_) + " maps, " +
           std::to_string(entries_) + " entries of maps";
  }

 private:
  uint64_t events_ = 0;   // what the script printed
  uint64_t maps_ = 0;     // of snapshots
  uint64_t entries_ = 0;  // of maps, however they were shown
};

}  // namespace

std::unique_ptr<Sink> MakeNullWriter(Stream& /*out*/, const WriterOptions& /*options*/) {
  return std::make_unique<NullWriter>();
}

}  // namespace sonde::output
