// Tests of src/runtime/trials.cpp on a made-up machine.
#include "runtime/trials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_machine.h"
#include "output/formats.h"
#include "sample.h"
#include "symbols/symbols.h"

namespace sonde::runtime {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class TrialsTest : public testing::Test {
 protected:
  TrialsTest() {
    metadata_.source_name = "stdin";
    bundle::EventMeta printf;
    printf.text = "printed\n";
    printf.size = sizeof(EventHeader);
    metadata_.events = {printf};
    metadata_.ledger = {{bundle::LedgerKind::DivideByZero, 0}, {bundle::LedgerKind::ProbeHits, 0}};
    metadata_.locations.resize(1);
    metadata_.locations[0].line = 3;
    metadata_.locations[0].column = 7;
    machine_.ledger = {0, 0};
  }
  void Add(ProbeKind kind, const char* name) { metadata_.probes.push_back(Probe(kind, name, name)); }

  // The exit code; 255 for an error, whose text is in `error_`.
  int Run() {
    const bundle::Bundle bundle{{}, metadata_};
    EXPECT_TRUE(machine_.Load(bundle, {}).ok());
    machine_.journal.clear();
    const auto kernel = MakeKernelSymbols();
    const auto user = MakeUserSymbols();
    const Decoder decoder(*kernel, *user, metadata_.config);
    MapReader maps(metadata_, machine_, decoder);
    output::ConsoleNotices console(out_, out_);
    output::SinkList sinks(console);
    sinks.Add(output::MakeWriter(Format::Text, out_));
    auto code = RunTrials({metadata_, machine_, decoder, maps, sinks});
    if (!code) error_ = code.error().Text();
    return code ? *code : 255;
  }

  bundle::Metadata metadata_;
  FakeMachine machine_;
  output::Stream out_;
  std::string error_;
};

TEST_F(TrialsTest, TestsPassAndFailByWhatTheyReturnAskForAndDoWrong) {
  Add(ProbeKind::Test, "test:passes");
  Add(ProbeKind::Test, "test:returns");
  Add(ProbeKind::Test, "test:exits");
  Add(ProbeKind::Test, "test:divides");
  Add(ProbeKind::Test, "test:passes_again");
  machine_.run_timed = [this](size_t probe, uint64_t /*times*/) -> Result<TimedRun> {
    machine_.Send(0, static_cast<uint32_t>(probe), {});
    if (probe == 1) return TimedRun{5, 1500};
    if (probe == 2) machine_.Word(offsetof(ControlData, exit)) = 2 * 4 + 1;
    if (probe == 3) ++machine_.ledger[0];
    ++machine_.ledger[1];
    return TimedRun{0, 12};
  };
  EXPECT_TRUE(HasTrials(metadata_));
  EXPECT_EQ(Run(), 1);
  EXPECT_EQ(
      out_.buffer(),
      "[==========] Running 5 tests.\n"
      "[ RUN      ] passes\n[       OK ] passes (12 ns)\n"
      "[ RUN      ] returns\nprinted\n[  FAILED  ] returns (1 μs)\n"
      "[ RUN      ] exits\nprinted\n[  FAILED  ] exits (12 ns)\n"
      "[ RUN      ] divides\nprinted\n"
      "stdin:3:7: ERROR: Divide or modulo by 0 detected. This can lead to unexpected results. 1 is being "
      "used as the result.\n[  FAILED  ] divides (12 ns)\n"
      "[ RUN      ] passes_again\n[       OK ] passes_again (12 ns)\n"
      "[==========] 5 tests ran.\n[  PASSED  ] 2 tests.\n"
      "[  FAILED  ] 3 tests, listed below:\n[  FAILED  ] returns\n[  FAILED  ] exits\n[  FAILED  ] "
      "divides\n");
}

TEST_F(TrialsTest, OneTestThatPasses) {
  Add(ProbeKind::Test, "test:one");
  machine_.run_timed = [](size_t, uint64_t) -> Result<TimedRun> { return TimedRun{0, 2000000000}; };
  EXPECT_EQ(Run(), 0);
  EXPECT_THAT(out_.buffer(),
              HasSubstr("[       OK ] one (2 s)\n[==========] 1 test ran.\n[  PASSED  ] 1 test.\n"));
}

TEST_F(TrialsTest, BenchmarksRepeatUntilTheyCanBeMeasured) {
  Add(ProbeKind::Bench, "bench:short");
  Add(ProbeKind::Bench, "bench:skipped");
  Add(ProbeKind::Bench, "bench:long");
  machine_.run_timed = [](size_t probe, uint64_t times) -> Result<TimedRun> {
    if (probe == 1) return TimedRun{1, 10};
    return TimedRun{0, (probe == 0 ? 40 : 3000000) * times};
  };
  EXPECT_EQ(Run(), 0);
  EXPECT_THAT(machine_.journal,
              ElementsAre("run bench:short 1x", "run bench:short 1000x", "run bench:short 10000x",
                          "run bench:short 20000x", "run bench:short 40000x", "run bench:skipped 1x",
                          "run bench:long 1x"));
  EXPECT_EQ(out_.buffer(),
            "Benchmark                                Time(ns)       Iterations\n"
            "------------------------------------------------------------------\n"
            "short                                    40             40000\n"
            "long                                     3000000        1\n");
}

TEST_F(TrialsTest, ABenchmarkThatExitsFails) {
  Add(ProbeKind::Bench, "bench:bad");
  machine_.run_timed = [this](size_t, uint64_t) -> Result<TimedRun> {
    machine_.Word(offsetof(ControlData, exit)) = 2 * 1 + 1;
    return TimedRun{0, 40};
  };
  EXPECT_EQ(Run(), 255);
  EXPECT_EQ(error_, "Benchmark 'bad' failed.");
}

TEST_F(TrialsTest, OnlyTestsAndBenchmarksAreTrials) {
  Add(ProbeKind::Begin, "begin");
  EXPECT_FALSE(HasTrials(metadata_));
}

}  // namespace
}  // namespace sonde::runtime
