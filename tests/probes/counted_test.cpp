// Tests of src/probes/counted.cpp and src/defs/counted_events.h.
#include <linux/perf_event.h>

#include "defs/counted_events.h"
#include "probe_testing.h"

namespace sonde {
namespace {

class CountedTest : public ProbeTest {};

TEST_F(CountedTest, EventsHaveDefaults) {
  const auto spec = ParseSpec("software:faults");
  EXPECT_EQ(spec->As<CountedSpec>().event, "page-faults");
  EXPECT_EQ(spec->As<CountedSpec>().period, 100u);
  EXPECT_EQ(spec->name, "software:faults");
  EXPECT_EQ(ParseSpec("s:cs:0")->As<CountedSpec>().period, 1000u);
  EXPECT_EQ(ParseSpec("software:cpu-clock:*")->As<CountedSpec>().period, 1000000u);
}

TEST_F(CountedTest, CountsReplaceThem) {
  const auto spec = ParseSpec("software:cpu:1e3");
  EXPECT_EQ(spec->As<CountedSpec>().period, 1000u);
  EXPECT_EQ(spec->name, "software:cpu:1000");
}

TEST_F(CountedTest, HardwareEvents) {
  const auto spec = ParseSpec("hardware:cycles");
  EXPECT_EQ(spec->kind, ProbeKind::Hardware);
  EXPECT_EQ(spec->As<CountedSpec>().event, "cpu-cycles");
  EXPECT_EQ(spec->As<CountedSpec>().period, 1000000u);
  EXPECT_EQ(ParseSpec("h:branches:5")->As<CountedSpec>().period, 5u);
  EXPECT_EQ(ParseSpec("h:branches:*")->As<CountedSpec>().period, 100000u);
}

TEST_F(CountedTest, EventsBelongToTheirKind) {
  EXPECT_EQ(Parse("hardware:faults:1"), "faults is not a hardware probe");
  EXPECT_EQ(Parse("software:cycles:1"), "cycles is not a software probe");
  EXPECT_EQ(Parse("hardware:cycle:1"), "cycle is not a hardware probe");
  EXPECT_THAT(hints_, ::testing::ElementsAre("did you mean cycles?"));
  EXPECT_EQ(Parse("hardware:*"), "wildcards are not allowed for hardware probe type");
  EXPECT_EQ(Parse("hardware:cycles:-1"), "Invalid count for hardware probe: invalid integer: -1");
}

TEST_F(CountedTest, SaysWhatIsWrong) {
  EXPECT_EQ(Parse("software:page-fault:1"), "page-fault is not a software probe");
  EXPECT_THAT(hints_, ::testing::ElementsAre("did you mean page-faults?"));
  EXPECT_EQ(Parse("software:cpu*"), "wildcards are not allowed for software probe type");
  EXPECT_EQ(Parse("software:faults:"), "Invalid count for software probe: invalid integer: ");
  EXPECT_EQ(Parse("software:faults:x"), "Invalid count for software probe: invalid integer: x");
  EXPECT_EQ(Parse("software:faults:-1"), "Invalid count for software probe: invalid integer: -1");
}

TEST_F(CountedTest, NumbersAreThoseOfPerf) {
  EXPECT_EQ(FindCountedEvent(ProbeKind::Software, "cs")->config, PERF_COUNT_SW_CONTEXT_SWITCHES);
  EXPECT_EQ(FindCountedEvent(ProbeKind::Software, "faults")->config, PERF_COUNT_SW_PAGE_FAULTS);
  EXPECT_EQ(FindCountedEvent(ProbeKind::Software, "cpu")->config, PERF_COUNT_SW_CPU_CLOCK);
  EXPECT_EQ(FindCountedEvent(ProbeKind::Software, "task-clock")->config, PERF_COUNT_SW_TASK_CLOCK);
  EXPECT_EQ(FindCountedEvent(ProbeKind::Software, "minor-faults")->config, PERF_COUNT_SW_PAGE_FAULTS_MIN);
  EXPECT_EQ(FindCountedEvent(ProbeKind::Software, "major-faults")->config, PERF_COUNT_SW_PAGE_FAULTS_MAJ);
  EXPECT_EQ(FindCountedEvent(ProbeKind::Software, "alignment-faults")->config,
            PERF_COUNT_SW_ALIGNMENT_FAULTS);
  EXPECT_EQ(FindCountedEvent(ProbeKind::Software, "emulation-faults")->config,
            PERF_COUNT_SW_EMULATION_FAULTS);
  EXPECT_EQ(FindCountedEvent(ProbeKind::Software, "cpu-migrations")->config, PERF_COUNT_SW_CPU_MIGRATIONS);
  EXPECT_EQ(FindCountedEvent(ProbeKind::Software, "dummy")->config, PERF_COUNT_SW_DUMMY);
  EXPECT_EQ(FindCountedEvent(ProbeKind::Software, "bpf-output")->config, PERF_COUNT_SW_BPF_OUTPUT);
}

TEST_F(CountedTest, HardwareNumbersAreThoseOfPerf) {
  const auto number = [](const char* name) { return FindCountedEvent(ProbeKind::Hardware, name)->config; };
  EXPECT_EQ(number("cycles"), PERF_COUNT_HW_CPU_CYCLES);
  EXPECT_EQ(number("instructions"), PERF_COUNT_HW_INSTRUCTIONS);
  EXPECT_EQ(number("cache-references"), PERF_COUNT_HW_CACHE_REFERENCES);
  EXPECT_EQ(number("cache-misses"), PERF_COUNT_HW_CACHE_MISSES);
  EXPECT_EQ(number("branches"), PERF_COUNT_HW_BRANCH_INSTRUCTIONS);
  EXPECT_EQ(number("branch-misses"), PERF_COUNT_HW_BRANCH_MISSES);
  EXPECT_EQ(number("bus-cycles"), PERF_COUNT_HW_BUS_CYCLES);
  EXPECT_EQ(number("frontend-stalls"), PERF_COUNT_HW_STALLED_CYCLES_FRONTEND);
  EXPECT_EQ(number("backend-stalls"), PERF_COUNT_HW_STALLED_CYCLES_BACKEND);
  EXPECT_EQ(number("ref-cycles"), PERF_COUNT_HW_REF_CPU_CYCLES);
}

}  // namespace
}  // namespace sonde
