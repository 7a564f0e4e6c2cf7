// Tests of src/probes/meant.cpp on the made-up host.
#include "probes/meant.h"

#include "probe_testing.h"

namespace sonde {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MeantTest : public ProbeTest {};

TEST_F(MeantTest, ProbesOfDtrace) {
  EXPECT_THAT(MeantProbes("tick-1s", *host_), ElementsAre("interval:s:1"));
  EXPECT_THAT(MeantProbes("profile-99", *host_), ElementsAre("profile:hz:99"));
  EXPECT_THAT(MeantProbes("syscall::openat:entry", *host_),
              ElementsAre("tracepoint:syscalls:sys_enter_openat"));
  EXPECT_THAT(MeantProbes("fbt::vfs_read:return", *host_), ElementsAre("kretprobe:vfs_read"));
}

TEST_F(MeantTest, NamesAlone) {
  EXPECT_THAT(MeantProbes("openat", *host_), ElementsAre("tracepoint:syscalls:sys_enter_openat"));
  EXPECT_THAT(MeantProbes("sched_switch", *host_), ElementsAre("tracepoint:sched:sched_switch"));
  EXPECT_THAT(MeantProbes("page-faults", *host_), ElementsAre("software:page-faults:1"));
  EXPECT_THAT(MeantProbes("start", *host_), ElementsAre("begin"));
  EXPECT_THAT(MeantProbes("frobnicate", *host_), IsEmpty());
}

TEST_F(MeantTest, OtherSeparatorsAndTypes) {
  EXPECT_THAT(MeantProbes("tracepoint.sched.sched_switch", *host_),
              ElementsAre("tracepoint:sched:sched_switch"));
  EXPECT_THAT(MeantProbes("sched:sched_switch", *host_), ElementsAre("tracepoint:sched:sched_switch"));
  EXPECT_THAT(MeantProbes("kexit:vfs_read", *host_), ElementsAre("kretprobe:vfs_read"));
}

TEST_F(MeantTest, EveryTypeHasAnExample) {
  for (const ProbeTypeRow& row : kProbeTypes)
    EXPECT_TRUE(ExampleOf(row).starts_with(row.name)) << row.name;
}

}  // namespace
}  // namespace sonde
