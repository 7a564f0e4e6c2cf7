// Tests of SuggestAlternatives, on the made-up host and on the running kernel.
#include "probe_testing.h"

namespace sonde {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class SuggestTest : public ProbeTest {};

TEST_F(SuggestTest, SystemCallsBehindAFunction) {
  EXPECT_THAT(SuggestAlternatives(ProbeKind::Kretprobe, "vfs_read", *host_),
              ElementsAre("tracepoint:syscalls:sys_exit_read (args.ret is the return value)",
                          "rawtracepoint:sys_exit (every system call; args.ret is the return value)",
                          "run it in a kernel with CONFIG_KPROBES"));
  EXPECT_THAT(SuggestAlternatives(ProbeKind::Kprobe, "__x64_sys_openat", *host_),
              Contains("tracepoint:syscalls:sys_enter_openat (its arguments are in args)"));
  EXPECT_THAT(SuggestAlternatives(ProbeKind::Kprobe, "vfs_open", *host_),
              Contains("tracepoint:syscalls:sys_enter_openat (its arguments are in args)"));
}

TEST_F(SuggestTest, EventsWithSimilarNames) {
  EXPECT_THAT(SuggestAlternatives(ProbeKind::Kprobe, "finish_task_switch", *host_),
              Contains("tracepoint:sched:sched_switch (an event with a similar name)"));
}

TEST_F(SuggestTest, SomethingForEveryFunction) {
  const auto sentences = SuggestAlternatives(ProbeKind::Kprobe, "ipv6_frobnicate", *host_);
  EXPECT_GE(sentences.size(), 3u);
  EXPECT_THAT(sentences, Contains("any probe of: sonde -l '*frobnicate*'"));
  EXPECT_THAT(SuggestAlternatives(ProbeKind::Kprobe, "", *host_),
              Contains("run it in a kernel with CONFIG_KPROBES"));
}

TEST_F(SuggestTest, OtherKinds) {
  EXPECT_THAT(SuggestAlternatives(ProbeKind::Uprobe, "main", *host_), SizeIs(2));
  EXPECT_THAT(SuggestAlternatives(ProbeKind::Tracepoint, "sched_switch", *host_),
              ElementsAre("rawtracepoint:sched_switch (the same event with the kernel's own arguments)"));
  EXPECT_THAT(SuggestAlternatives(ProbeKind::RawTracepoint, "sched_switch", *host_),
              ElementsAre("tracepoint:sched:sched_switch (the same event with its recorded fields)"));
}

TEST_F(SuggestTest, AtLeastTwoOnTheRunningKernel) {
  const auto real = MakeRealHost();
  for (const char* function : {"vfs_read", "tcp_sendmsg", "do_nanosleep", "blk_mq_start_request", "x"}) {
    const auto sentences = SuggestAlternatives(ProbeKind::Kprobe, function, *real);
    EXPECT_GE(sentences.size(), 2u) << function;
  }
}

}  // namespace
}  // namespace sonde
