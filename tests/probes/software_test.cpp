// Tests of src/probes/software.cpp and software_events.h.
#include "probes/software_events.h"

#include <linux/perf_event.h>

#include "probe_testing.h"

namespace sonde {
namespace {

class SoftwareTest : public ProbeTest {};

TEST_F(SoftwareTest, EventsHaveDefaults) {
  const auto spec = ParseSpec("software:faults");
  EXPECT_EQ(spec->As<SoftwareSpec>().event, "page-faults");
  EXPECT_EQ(spec->As<SoftwareSpec>().period, 100u);
  EXPECT_EQ(spec->name, "software:faults");
  EXPECT_EQ(ParseSpec("s:cs:0")->As<SoftwareSpec>().period, 1000u);
  EXPECT_EQ(ParseSpec("software:cpu-clock:*")->As<SoftwareSpec>().period, 1000000u);
}

TEST_F(SoftwareTest, CountsReplaceThem) {
  const auto spec = ParseSpec("software:cpu:1e3");
  EXPECT_EQ(spec->As<SoftwareSpec>().period, 1000u);
  EXPECT_EQ(spec->name, "software:cpu:1000");
}

TEST_F(SoftwareTest, SaysWhatIsWrong) {
  EXPECT_EQ(Parse("software:page-fault:1"), "page-fault is not a software probe");
  EXPECT_THAT(hints_, ::testing::ElementsAre("did you mean page-faults?"));
  EXPECT_EQ(Parse("software:cpu*"), "wildcards are not allowed for software probe type");
  EXPECT_EQ(Parse("software:faults:"), "Invalid count for software probe: invalid integer: ");
  EXPECT_EQ(Parse("software:faults:x"), "Invalid count for software probe: invalid integer: x");
  EXPECT_EQ(Parse("software:faults:-1"), "Invalid count for software probe: invalid integer: -1");
}

TEST_F(SoftwareTest, NumbersAreThoseOfPerf) {
  EXPECT_EQ(FindSoftwareEvent("cs")->config, PERF_COUNT_SW_CONTEXT_SWITCHES);
  EXPECT_EQ(FindSoftwareEvent("faults")->config, PERF_COUNT_SW_PAGE_FAULTS);
  EXPECT_EQ(FindSoftwareEvent("cpu")->config, PERF_COUNT_SW_CPU_CLOCK);
  EXPECT_EQ(FindSoftwareEvent("task-clock")->config, PERF_COUNT_SW_TASK_CLOCK);
  EXPECT_EQ(FindSoftwareEvent("minor-faults")->config, PERF_COUNT_SW_PAGE_FAULTS_MIN);
  EXPECT_EQ(FindSoftwareEvent("major-faults")->config, PERF_COUNT_SW_PAGE_FAULTS_MAJ);
  EXPECT_EQ(FindSoftwareEvent("alignment-faults")->config, PERF_COUNT_SW_ALIGNMENT_FAULTS);
  EXPECT_EQ(FindSoftwareEvent("emulation-faults")->config, PERF_COUNT_SW_EMULATION_FAULTS);
  EXPECT_EQ(FindSoftwareEvent("cpu-migrations")->config, PERF_COUNT_SW_CPU_MIGRATIONS);
  EXPECT_EQ(FindSoftwareEvent("dummy")->config, PERF_COUNT_SW_DUMMY);
  EXPECT_EQ(FindSoftwareEvent("bpf-output")->config, PERF_COUNT_SW_BPF_OUTPUT);
}

}  // namespace
}  // namespace sonde
