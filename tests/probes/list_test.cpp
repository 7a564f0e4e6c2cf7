// Tests of src/probes/list.cpp: layouts of listings.
#include "probe_testing.h"

namespace sonde {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ListTest : public ProbeTest {
 protected:
  std::vector<std::string> List(const std::string& pattern, bool verbose = false) {
    return ListProbes(pattern, verbose, context_);
  }
};

TEST_F(ListTest, NamedTypes) {
  EXPECT_THAT(List("tracepoint:sched:*"),
              ElementsAre("tracepoint:sched:sched_process_exec", "tracepoint:sched:sched_switch"));
  EXPECT_THAT(List("k:vfs_readv"), ElementsAre("kprobe:vfs_readv"));
  EXPECT_THAT(List("kretprobe:vfs_readv"), ElementsAre("kretprobe:vfs_readv"));
  EXPECT_THAT(List("kprobe:vmlinux:vfs_readv"), ElementsAre("kprobe:vmlinux:vfs_readv"));
  EXPECT_THAT(List("rt:sys_exit"), ElementsAre("rawtracepoint:vmlinux:sys_exit"));
  EXPECT_THAT(List("interval:*"), ElementsAre("interval:hz:", "interval:ms:", "interval:s:", "interval:us:"));
  EXPECT_THAT(List("software:cpu*"),
              ElementsAre("software:cpu-clock:", "software:cpu-migrations:", "software:cpu:"));
  EXPECT_THAT(List("uprobe:app:work*"),
              ElementsAre("uprobe:/usr/bin/app:work", "uprobe:/usr/bin/app:work_harder"));
  EXPECT_THAT(List("begin"), IsEmpty());
  EXPECT_THAT(List("foo:bar"), IsEmpty());
}

TEST_F(ListTest, BareWordsSearchTheKernelTypes) {
  EXPECT_THAT(List("sched_switch"),
              ElementsAre("rawtracepoint:vmlinux:sched_switch", "tracepoint:sched:sched_switch"));
  EXPECT_THAT(List("*"), Contains("kprobe:vfs_read"));
  EXPECT_EQ(List("*"), List(""));
}

TEST_F(ListTest, WildcardTypes) {
  EXPECT_THAT(List("*:*fault*"), Contains("software:page-faults:"));
  EXPECT_THAT(List("*:vfs_readv"), ElementsAre("kprobe:vfs_readv"));
  EXPECT_THAT(List("*:/usr/bin/app:main"), ElementsAre("uprobe:/usr/bin/app:main"));
}

TEST_F(ListTest, SeveralPatterns) {
  EXPECT_THAT(List("t:sched:sched_switch,k:vfs_readv"),
              ElementsAre("tracepoint:sched:sched_switch", "kprobe:vfs_readv"));
}

TEST_F(ListTest, VerboseShowsArguments) {
  EXPECT_THAT(List("t:sched:sched_process_exec", true),
              ElementsAre("tracepoint:sched:sched_process_exec", "    __data_loc char[] filename",
                          "    pid_t pid", "    pid_t old_pid"));
  EXPECT_THAT(List("t:sched:sched_switch", true), Contains("    char prev_comm[16]"));
  EXPECT_THAT(List("t:syscalls:sys_enter_openat", true), Contains("    const char * filename"));
  EXPECT_THAT(List("k:vfs_read", true),
              ElementsAre("kprobe:vfs_read", "    struct file * arg0", "    char * arg1", "    size_t arg2",
                          "    loff_t * arg3"));
  EXPECT_THAT(List("kr:vfs_read", true), ElementsAre("kretprobe:vfs_read", "    ssize_t retval"));
  EXPECT_THAT(List("rt:sched_switch", true), Contains("    struct task_struct * prev"));
}

}  // namespace
}  // namespace sonde
