// Tests of src/probes/rawtracepoint.cpp.
#include "probe_testing.h"
#include "support/test_dir.h"

namespace sonde {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RawTracepointTest : public ProbeTest {};

TEST_F(RawTracepointTest, NamesIncludeTheModule) {
  EXPECT_THAT(Names("rawtracepoint:sched_switch"), ElementsAre("rawtracepoint:vmlinux:sched_switch"));
  EXPECT_THAT(Names("rt:vmlinux:sys_*"),
              ElementsAre("rawtracepoint:vmlinux:sys_enter", "rawtracepoint:vmlinux:sys_exit"));
  EXPECT_THAT(Names("rt:*:sys_exit"), ElementsAre("rawtracepoint:vmlinux:sys_exit"));
}

TEST_F(RawTracepointTest, MissingOnes) {
  EXPECT_THAT(Names("rt:sched_swtich"), IsEmpty());
  EXPECT_EQ(messages_, "No matches for rawtracepoint sched_swtich.");
  EXPECT_THAT(hints_, ElementsAre("did you mean rawtracepoint:sched_switch?"));
  EXPECT_THAT(Names("rt:xfs:sched_switch"), IsEmpty());
  EXPECT_EQ(messages_, "No matches for rawtracepoint xfs:sched_switch.");
  EXPECT_EQ(Parse("rt:"), "the rawtracepoint probe has an empty event");
}

TEST_F(RawTracepointTest, ArgumentsComeFromBtf) {
  const auto arguments = DescribeArguments(Expanded("rt:sched_switch").at(0).spec, *host_);
  ASSERT_TRUE(arguments.ok()) << arguments.error().Text();
  ASSERT_EQ(arguments->size(), 4u);
  EXPECT_EQ((*arguments)[1].name, "prev");
  EXPECT_EQ(Spell(*(*arguments)[1].type), "struct task_struct *");
  EXPECT_EQ((*arguments)[3].place.kind, Place::Kind::Trampoline);
  EXPECT_EQ((*arguments)[3].place.offset, 3u);
}

TEST_F(RawTracepointTest, NeedsBtf) {
  const auto bare = MakeFakeHost(SONDE_TEST_DIR "/support/host/tracepoints");
  context_.host = bare.get();
  EXPECT_THAT(Names("rt:sched_switch"), IsEmpty());
  EXPECT_EQ(messages_, "rawtracepoints require kernel BTF");
}

}  // namespace
}  // namespace sonde
