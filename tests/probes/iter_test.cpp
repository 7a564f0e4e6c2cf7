// Tests of src/probes/iter.cpp.
#include "probe_testing.h"

namespace sonde {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class IterTest : public ProbeTest {};

TEST_F(IterTest, AKindOfObjects) {
  EXPECT_EQ(ParseSpec("iter:task")->As<IterSpec>().object, "task");
  EXPECT_EQ(ParseSpec("it:task_file")->kind, ProbeKind::Iter);
  EXPECT_THAT(Names("it:task_file"), ElementsAre("iter:task_file"));
}

TEST_F(IterTest, AFileThatRunsIt) {
  EXPECT_EQ(ParseSpec("iter:task")->As<IterSpec>().pin, "");
  EXPECT_EQ(ParseSpec("iter:task:tasks")->As<IterSpec>().pin, "/sys/fs/bpf/tasks");
  EXPECT_EQ(ParseSpec("iter:task:mine/tasks")->As<IterSpec>().pin, "/sys/fs/bpf/mine/tasks");
  EXPECT_EQ(ParseSpec("iter:task:/run/bpf/tasks")->As<IterSpec>().pin, "/run/bpf/tasks");
  EXPECT_THAT(Names("it:task:tasks"), ElementsAre("iter:task:tasks"));
  EXPECT_EQ(Parse("iter:task:"), "the iter probe has an empty pin");
  EXPECT_EQ(Parse("iter:task:mine/"), "the iter probe has an empty pin");
  EXPECT_THAT(Parse("iter:task:a.b"), HasSubstr("no dots"));
  EXPECT_THAT(Parse("iter:task@tasks"), HasSubstr("iter task@tasks is not available"));
}

TEST_F(IterTest, SaysWhatIsWrong) {
  EXPECT_THAT(Parse("iter"), HasSubstr("iter probe type requires"));
  EXPECT_EQ(Parse("iter:task*"), "wildcards are not allowed for iter probe type");
  EXPECT_EQ(Parse("iter:"), "the iter probe has an empty name");
}

TEST_F(IterTest, WhatTheKernelDoesNotHaveIsNamed) {
  EXPECT_THAT(Names("iter:tasks"), ElementsAre());
  EXPECT_EQ(messages_, "iter tasks is not available for your kernel version");
  EXPECT_THAT(hints_, ElementsAre("did you mean iter:task?"));
  EXPECT_THAT(Names("iter:lonely"), ElementsAre()) << "there is no function to attach to";
  EXPECT_THAT(Names("iter:map_elem"), ElementsAre());
  EXPECT_THAT(messages_, HasSubstr("one map"));
}

TEST_F(IterTest, Listings) {
  EXPECT_THAT(ListProbes("iter:*", false, context_),
              ElementsAre("iter:map_elem", "iter:task", "iter:task_file"));
  EXPECT_THAT(
      ListProbes("iter:task_*", true, context_),
      ElementsAre("iter:task_file", "    struct task_struct * task", "    u32 fd", "    struct file * file"));
}

}  // namespace
}  // namespace sonde
