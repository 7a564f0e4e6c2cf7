// Handing on to several sinks. Leaves: SinkList. Covered by tests/output/sink_list_test.cpp.
#include "output/sink_list.h"

#include <utility>

namespace sonde::output {
namespace {

class PrintedOnly : public Sink {
 public:
  PrintedOnly(std::unique_ptr<Sink> sink, bool prints_maps)
      : sink_(std::move(sink)), prints_maps_(prints_maps) {}
  void Printf(const Formatter& format, std::span<const Value> values) override {
    sink_->Printf(format, values);
  }
  void Text(EventKind kind, std::string_view text) override { sink_->Text(kind, text); }
  void Print(const Value& value) override { sink_->Print(value); }
  void PrintMap(const MapData& map, const PrintOptions& options) override {
    if (prints_maps_) sink_->PrintMap(map, options);
  }
  void PrintMaps(std::span<const MapData> maps, const PrintOptions& options) override {
    if (prints_maps_) sink_->PrintMaps(maps, options);
  }
  void SpanBegin(const Span& span) override { sink_->SpanBegin(span); }
  void SpanEnd(const Span& span) override { sink_->SpanEnd(span); }
  void MapCleared(const std::string& name) override { sink_->MapCleared(name); }
  void BeginSnapshot(bool /*last*/) override {}
  void SnapshotMap(const MapData& /*map*/) override {}
  void BeginTests(size_t count) override { sink_->BeginTests(count); }
  void BeginTest(const std::string& name) override { sink_->BeginTest(name); }
  void EndTest(const TestResult& result) override { sink_->EndTest(result); }
  void EndTests(std::span<const TestResult> results) override { sink_->EndTests(results); }
  void Benchmarks(std::span<const BenchmarkResult> results) override { sink_->Benchmarks(results); }
  [[nodiscard]] NoticeSink* notices() override { return sink_->notices(); }
  [[nodiscard]] std::string Summary() const override { return sink_->Summary(); }

 private:
  std::unique_ptr<Sink> sink_;
  const bool prints_maps_;
};

}  // namespace

std::unique_ptr<Sink> WithoutSnapshots(std::unique_ptr<Sink> sink, bool prints_maps) {
  return std::make_unique<PrintedOnly>(std::move(sink), prints_maps);
}

void SinkList::Add(std::unique_ptr<Sink> sink) {
  sinks_.push_back(std::move(sink));
}

std::vector<NoticeSink*> SinkList::Listeners() const {
  std::vector<NoticeSink*> listeners;
  for (const auto& sink : sinks_) {
    if (NoticeSink* notices = sink->notices(); notices != nullptr) listeners.push_back(notices);
  }
  if (sinks_.empty() || listeners.size() < sinks_.size()) listeners.push_back(&console_);
  return listeners;
}

void SinkList::Summarize() {
  for (const auto& sink : sinks_) {
    if (const std::string summary = sink->Summary(); !summary.empty()) Message(summary);
  }
}

void SinkList::Printf(const Formatter& format, std::span<const Value> values) {
  said_ = true;
  for (const auto& sink : sinks_)
    sink->Printf(format, values);
}

void SinkList::Text(EventKind kind, std::string_view text) {
  said_ = true;
  for (const auto& sink : sinks_)
    sink->Text(kind, text);
}

void SinkList::Print(const Value& value) {
  said_ = true;
  for (const auto& sink : sinks_)
    sink->Print(value);
}

void SinkList::PrintMap(const MapData& map, const PrintOptions& options) {
  said_ = true;
  for (const auto& sink : sinks_)
    sink->PrintMap(map, options);
}

void SinkList::PrintMaps(std::span<const MapData> maps, const PrintOptions& options) {
  said_ = true;
  for (const auto& sink : sinks_)
    sink->PrintMaps(maps, options);
}

void SinkList::SpanBegin(const Span& span) {
  for (const auto& sink : sinks_)
    sink->SpanBegin(span);
}

void SinkList::SpanEnd(const Span& span) {
  said_ = true;
  for (const auto& sink : sinks_)
    sink->SpanEnd(span);
}

void SinkList::MapCleared(const std::string& name) {
  for (const auto& sink : sinks_)
    sink->MapCleared(name);
  for (LiveView* view : views_)
    view->MapCleared(name);
}

void SinkList::BeginSnapshot(bool last) {
  for (const auto& sink : sinks_)
    sink->BeginSnapshot(last);
}

void SinkList::SnapshotMap(const MapData& map) {
  said_ = said_ || !map.entries.empty();
  for (const auto& sink : sinks_)
    sink->SnapshotMap(map);
}

void SinkList::EndSnapshot() {
  for (const auto& sink : sinks_)
    sink->EndSnapshot();
}

void SinkList::BeginTests(size_t count) {
  for (const auto& sink : sinks_)
    sink->BeginTests(count);
}

void SinkList::BeginTest(const std::string& name) {
  for (const auto& sink : sinks_)
    sink->BeginTest(name);
}

void SinkList::EndTest(const TestResult& result) {
  for (const auto& sink : sinks_)
    sink->EndTest(result);
}

void SinkList::EndTests(std::span<const TestResult> results) {
  for (const auto& sink : sinks_)
    sink->EndTests(results);
}

void SinkList::Benchmarks(std::span<const BenchmarkResult> results) {
  for (const auto& sink : sinks_)
    sink->Benchmarks(results);
}

void SinkList::AttachedProbes(uint64_t count) {
  for (NoticeSink* listener : Listeners())
    listener->AttachedProbes(count);
}

void SinkList::LostEvents(uint64_t count) {
  for (NoticeSink* listener : Listeners())
    listener->LostEvents(count);
}

void SinkList::TotalLost(uint64_t count) {
  for (NoticeSink* listener : Listeners())
    listener->TotalLost(count);
}

void SinkList::Report(const Problem& problem) {
  for (NoticeSink* listener : Listeners())
    listener->Report(problem);
}

void SinkList::Said(EventKind kind, const Problem& problem) {
  said_ = true;
  for (NoticeSink* listener : Listeners())
    listener->Said(kind, problem);
}

void SinkList::Ledger(std::span<const LedgerLine> lines) {
  for (NoticeSink* listener : Listeners())
    listener->Ledger(lines);
}

void SinkList::Costs(std::span<const ProbeCost> rows, uint64_t traced_ns) {
  for (NoticeSink* listener : Listeners())
    listener->Costs(rows, traced_ns);
}

}  // namespace sonde::output
