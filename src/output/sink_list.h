// SinkList: several sinks as one, and the console for what none of them takes. Covered by
// tests/output/sink_list_test.cpp.
#pragma once

#include <memory>
#include <vector>

#include "output/live_view.h"
#include "output/sink.h"

namespace sonde::output {

// Hands on what scripts print, and nothing of snapshots; maps that they print only if `prints_maps`.
std::unique_ptr<Sink> WithoutSnapshots(std::unique_ptr<Sink> sink, bool prints_maps = true);

class SinkList : public EventSink, public NoticeSink, public SnapshotSink, public TrialSink {
 public:
  // `console` outlives this. It gets the notices while there is a sink that takes none itself, or no sink.
  explicit SinkList(ConsoleNotices& console) : console_(console) {}
  void Add(std::unique_ptr<Sink> sink);
  // Gets nothing but word of maps that are cleared. Outlives this.
  void TellClears(LiveView& view) { views_.push_back(&view); }

  // Whether the script has shown anything, or a map had something in it.
  [[nodiscard]] bool said() const { return said_; }

  // Lines that have no other form, on the console.
  void Message(std::string_view text) { console_.Message(text); }
  // What sinks have to say once the run is over, on the console.
  void Summarize();

  void Printf(const Formatter& format, std::span<const Value> values) override;
  void Text(EventKind kind, std::string_view text) override;
  void Print(const Value& value) override;
  void PrintMap(const MapData& map, const PrintOptions& options) override;
  void PrintMaps(std::span<const MapData> maps, const PrintOptions& options) override;
  void SpanBegin(const Span& span) override;
  void SpanEnd(const Span& span) override;
  void MapCleared(const std::string& name) override;
  void BeginSnapshot(bool last) override;
  void SnapshotMap(const MapData& map) override;
  void EndSnapshot() override;
  void BeginTests(size_t count) override;
  void BeginTest(const std::string& name) override;
  void EndTest(const TestResult& result) override;
  void EndTests(std::span<const TestResult> results) override;
  void Benchmarks(std::span<const BenchmarkResult> results) override;
  void AttachedProbes(uint64_t count) override;
  void LostEvents(uint64_t count) override;
  void TotalLost(uint64_t count) override;
  void Report(const Problem& problem) override;
  void Said(EventKind kind, const Problem& problem) override;
  void Ledger(std::span<const LedgerLine> lines) override;
  void Costs(std::span<const ProbeCost> rows, uint64_t traced_ns) override;

 private:
  [[nodiscard]] std::vector<NoticeSink*> Listeners() const;

  ConsoleNotices& console_;
  std::vector<std::unique_ptr<Sink>> sinks_;
  std::vector<LiveView*> views_;
  bool said_ = false;
};

}  // namespace sonde::output
