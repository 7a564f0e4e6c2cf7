// Tests, one by one, each with what it prints caught; benchmarks, repeated until that takes long enough to be
// measured. Leaves: RunTrials, HasTrials. Covered by tests/runtime/trials_test.cpp and tests/run/trials.test.
#include "runtime/trials.h"

#include <algorithm>
#include <vector>

#include "output/formats.h"
#include "runtime/events.h"

namespace sonde::runtime {
namespace {

using bundle::ProbeMeta;

ControlData* ControlOf(Machine& machine) {
  return reinterpret_cast<ControlData*>(machine.globals());
}

std::string NameOf(const ProbeMeta& probe) {
  return probe.name.substr(probe.name.find(':') + 1);
}

// What one program prints, as text, and with what code it asks to end.
class Capture {
 public:
  explicit Capture(const TrialContext& context)
      : context_(context),
        console_(memory_, memory_),
        sinks_(console_),
        events_(context.metadata, context.decoder, context.maps, sinks_, {}) {
    sinks_.Add(output::MakeWriter(Format::Text, memory_));
    Forget();
  }

  // What programs have done before is nothing of this.
  void Forget() {
    if (EventSource* events = context_.machine.events(); events != nullptr) events->Discard();
    if (ControlData* control = ControlOf(context_.machine); control != nullptr)
      __atomic_store_n(&control->exit, 0, __ATOMIC_SEQ_CST);
  }
  // Takes what has been printed, up to exit().
  void Take() {
    constexpr size_t kChunk = 1024;
    EventSource* events = context_.machine.events();
    if (events == nullptr) return;
    while (true) {
      const auto drained =
          events->Drain(kChunk, [this](std::span<const std::byte> record) { return events_.Handle(record); });
      if (!drained.goes_on || drained.taken < kChunk) return;
    }
  }
  [[nodiscard]] uint8_t exit_code() const {
    const ControlData* control = ControlOf(context_.machine);
    const uint64_t asked = control == nullptr ? 0 : __atomic_load_n(&control->exit, __ATOMIC_SEQ_CST);
    return events_.exit_code().value_or(static_cast<uint8_t>(asked >> 1));
  }
  [[nodiscard]] bool said_errors() const { return events_.errors() > 0; }
  output::ConsoleNotices& console() { return console_; }
  [[nodiscard]] const std::string& text() { return memory_.buffer(); }

 private:
  const TrialContext& context_;
  output::Stream memory_;
  output::ConsoleNotices console_;
  output::SinkList sinks_;
  EventHandler events_;
};

// Says what went wrong at places of the script since `before` was read. False: nothing did.
bool TellProblems(const TrialContext& context, const std::vector<uint64_t>& before, Capture& capture) {
  const std::vector<uint64_t> now = context.machine.ReadLedger();
  bool any = false;
  for (size_t row = 0; row < now.size() && row < before.size(); ++row) {
    const bundle::LedgerRow& counter = context.metadata.ledger[row];
    const auto& kind = RowOf(counter.kind);
    if (now[row] == before[row] || kind.subject != LedgerSubject::Location || kind.problem == nullptr)
      continue;
    const bundle::Location& place = context.metadata.locations[counter.subject];
    const std::string& file = place.file.empty() ? context.metadata.source_name : place.file;
    capture.console().Message(file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) +
                              ": ERROR: " + std::string(kind.problem));
    any = true;
  }
  return any;
}

Result<output::TestResult> RunTest(const TrialContext& context, size_t probe) {
  Capture capture(context);
  const std::vector<uint64_t> before = context.machine.ReadLedger();
  auto run = context.machine.RunTimed(probe, 1);
  if (!run) return run.TakeError();
  capture.Take();
  output::TestResult result;
  result.name = NameOf(context.metadata.probes[probe]);
  result.nanoseconds = run->nanoseconds;
  const bool problems = TellProblems(context, before, capture);
  result.passed = run->result == 0 && capture.exit_code() == 0 && !problems && !capture.said_errors();
  result.output = capture.text();
  return result;
}

Result<int> RunTests(const TrialContext& context, const std::vector<size_t>& probes) {
  std::vector<output::TestResult> results;
  context.sinks.BeginTests(probes.size());
  for (const size_t probe : probes) {
    context.sinks.BeginTest(NameOf(context.metadata.probes[probe]));
    auto result = RunTest(context, probe);
    if (!result) return result.TakeError();
    context.sinks.EndTest(*result);
    results.push_back(std::move(*result));
  }
  context.sinks.EndTests(results);
  return std::all_of(results.begin(), results.end(), [](const auto& test) { return test.passed; }) ? 0 : 1;
}

// By how much more often to run what took `nanoseconds`, so that it takes about `wanted`.
uint64_t Factor(uint64_t nanoseconds, uint64_t wanted) {
  for (const uint64_t factor : {1000, 100, 10}) {
    if (nanoseconds * factor <= wanted) return factor;
  }
  return 2;
}

// Nothing if the program returned another number than 0, which takes a benchmark out.
Result<std::optional<output::BenchmarkResult>> RunBenchmark(const TrialContext& context, size_t probe) {
  constexpr uint64_t kLongEnoughNs = 1000000, kMostRuns = 10000000;
  output::BenchmarkResult result;
  result.name = NameOf(context.metadata.probes[probe]);
  Capture capture(context);
  for (uint64_t times = 1;;) {
    auto run = context.machine.RunTimed(probe, times);
    if (!run) return run.TakeError();
    capture.Take();
    if (capture.exit_code() != 0 || capture.said_errors())
      return Error("Benchmark '" + result.name + "' failed.");
    if (run->result != 0) return std::optional<output::BenchmarkResult>();
    result.nanoseconds = (run->nanoseconds + times / 2) / times;
    result.runs = times;
    if (run->nanoseconds >= kLongEnoughNs || times >= kMostRuns) return std::optional(std::move(result));
    times = std::min(times * Factor(run->nanoseconds, kLongEnoughNs), kMostRuns);
  }
}

Result<int> RunBenchmarks(const TrialContext& context, const std::vector<size_t>& probes) {
  std::vector<output::BenchmarkResult> results;
  for (const size_t probe : probes) {
    auto result = RunBenchmark(context, probe);
    if (!result) return result.TakeError();
    if (*result) results.push_back(std::move(**result));
  }
  context.sinks.Benchmarks(results);
  return 0;
}

std::vector<size_t> ProbesOf(const bundle::Metadata& metadata, ProbeKind kind) {
  std::vector<size_t> probes;
  for (size_t i = 0; i < metadata.probes.size(); ++i) {
    if (metadata.probes[i].kind == kind) probes.push_back(i);
  }
  return probes;
}

}  // namespace

bool HasTrials(const bundle::Metadata& metadata) {
  return !ProbesOf(metadata, ProbeKind::Test).empty() || !ProbesOf(metadata, ProbeKind::Bench).empty();
}

Result<int> RunTrials(const TrialContext& context) {
  const auto tests = ProbesOf(context.metadata, ProbeKind::Test);
  return tests.empty() ? RunBenchmarks(context, ProbesOf(context.metadata, ProbeKind::Bench))
                       : RunTests(context, tests);
}

}  // namespace sonde::runtime
