// Tests of src/runtime/attach that need no rights: what a probe needs is looked at before anything is done.
#include "runtime/attach/attach.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/fake_host.h"
#include "plan/choose.h"
#include "sample.h"

namespace sonde::runtime {
namespace {

using ::testing::HasSubstr;

class AttachTest : public ::testing::Test {
 protected:
  // The message for a probe that was compiled elsewhere, on a kernel that has nothing.
  Error Refusal(ProbeKind kind, bool several, const char* name) {
    bundle::ProbeMeta probe = Probe(kind, name, "p");
    Plan(probe, several);
    probe.needed_features = plan::NeededFeatures({kind, several});
    switch (RowOf(kind).target) {
      case TargetSort::Tracepoint:
        probe.targets = {bundle::TracepointTarget{"sched", "vfs_read"}};
        break;
      case TargetSort::User:
        probe.targets = {bundle::UserTarget{.function = "vfs_read"}};
        break;
      case TargetSort::Trampoline:
        probe.targets = {bundle::TrampolineTarget{.function = "vfs_read"}};
        break;
      default:
        probe.targets = {bundle::KernelTarget{.function = "vfs_read"}};
    }
    Attachments none;
    auto attached = Attach(probe, {*bare_, -1, probe.means, {}}, none);
    EXPECT_FALSE(attached.ok()) << name;
    EXPECT_TRUE(none.empty()) << name;
    return attached.ok() ? Error("") : attached.TakeError();
  }

  std::unique_ptr<HostView> bare_ = MakeFakeHost("/nonexistent");
};

TEST_F(AttachTest, AKernelWithoutWhatAProbeNeedsIsNamed) {
  const Error kprobe = Refusal(ProbeKind::Kprobe, false, "kprobe:vfs_read");
  EXPECT_EQ(kprobe.message, "kprobe:vfs_read: this kernel has no kprobes (CONFIG_KPROBES is not set)");
  EXPECT_GE(kprobe.hints.size(), 2U) << "what would work instead";
  EXPECT_EQ(Refusal(ProbeKind::Kretprobe, true, "kretprobe:vfs_*").message,
            "kretprobe:vfs_*: this kernel has no kprobes (CONFIG_KPROBES is not set)");
  EXPECT_EQ(Refusal(ProbeKind::Fexit, false, "fexit:vmlinux:vfs_read").message,
            "fexit:vmlinux:vfs_read: this kernel has no fentry and fexit (it refuses their programs)");
  EXPECT_EQ(Refusal(ProbeKind::Uprobe, true, "uprobe:/bin/x:f*").message,
            "uprobe:/bin/x:f*: this kernel has no uprobes (CONFIG_UPROBES is not set)");
}

// The host knows more about tracepoints than that there are none.
TEST_F(AttachTest, AMissingTracepointIsExplainedByTheHost) {
  EXPECT_EQ(Refusal(ProbeKind::Tracepoint, false, "tracepoint:sched:vfs_read").message,
            bare_->Tracepoint("sched", "vfs_read").error().message);
}

}  // namespace
}  // namespace sonde::runtime
