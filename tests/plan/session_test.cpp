// Tests of finding probes that one link can serve.
#include "plan/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "made_up_kernel.h"
#include "plan/plan.h"
#include "typed/typed.h"

namespace sonde {
namespace {

using ::testing::ElementsAre;

class SessionTest : public testing::Test {
 protected:
  // A probe for all that matches, in a block of its own.
  typed::Probe& Add(ProbeKind kind, const std::string& functions) {
    typed::Probe& probe = program_.probes.emplace_back();
    probe.target.spec.kind = kind;
    probe.target.spec.detail.emplace<KernelSpec>().function = functions;
    probe.target.multi = true;
    probe.target.functions = {"vfs_read", "vfs_write"};
    const auto place = static_cast<uint32_t>(10 * program_.probes.size());
    probe.range = {place, place + 5};
    return probe;
  }
  KernelSpec& Kernel(size_t probe) { return program_.probes[probe].target.spec.As<KernelSpec>(); }
  std::vector<std::optional<uint32_t>> Found() { return plan::FindSessions(program_, kernel_.host()); }

  typed::Program program_;
  test::Kernel kernel_{{Feature::Kprobe, Feature::KprobeMulti, Feature::KprobeSession}};
  static constexpr std::nullopt_t kNone = std::nullopt;
};

TEST_F(SessionTest, EntryAndReturnOfTheSame) {
  Add(ProbeKind::Kretprobe, "vfs_*");
  Add(ProbeKind::Kprobe, "tcp_*");
  Add(ProbeKind::Kprobe, "vfs_*");
  EXPECT_THAT(Found(), ElementsAre(2U, kNone, 0U));
}

TEST_F(SessionTest, OnlyOneOfEach) {
  Add(ProbeKind::Kprobe, "vfs_*");
  Add(ProbeKind::Kretprobe, "vfs_*");
  Add(ProbeKind::Kprobe, "vfs_*");
  EXPECT_THAT(Found(), ElementsAre(kNone, kNone, kNone));
}

TEST_F(SessionTest, ABlockWithSeveralAttachPointsIsNoHalf) {
  Add(ProbeKind::Kprobe, "vfs_*");
  Add(ProbeKind::Kretprobe, "vfs_*");
  const SourceRange first = program_.probes[0].range;
  Add(ProbeKind::Kprobe, "tcp_*").range = first;
  EXPECT_THAT(Found(), ElementsAre(kNone, kNone, kNone));
}

TEST_F(SessionTest, WholeFunctionsWithoutAModule) {
  Add(ProbeKind::Kprobe, "vfs_*");
  Add(ProbeKind::Kretprobe, "vfs_*");
  Kernel(0).offset = 4;
  EXPECT_THAT(Found(), ElementsAre(kNone, kNone));
  Kernel(0).offset = 0;
  Kernel(0).module = Kernel(1).module = "xfs";
  EXPECT_THAT(Found(), ElementsAre(kNone, kNone));
}

TEST_F(SessionTest, TheSameFunctions) {
  Add(ProbeKind::Kprobe, "vfs_*");
  Add(ProbeKind::Kretprobe, "vfs_*").target.functions = {"vfs_read"};
  EXPECT_THAT(Found(), ElementsAre(kNone, kNone));
}

// One that the kernel does not list may have kprobes.
TEST_F(SessionTest, AFunctionThatIsNotListedHasNone) {
  Add(ProbeKind::Kprobe, "entry").target.multi = false;
  Add(ProbeKind::Kretprobe, "entry").target.multi = false;
  EXPECT_THAT(Found(), ElementsAre(kNone, kNone));
}

TEST_F(SessionTest, BothHaveOneProgram) {
  Add(ProbeKind::Fentry, "vfs_*").target.multi = false;
  Add(ProbeKind::Kprobe, "vfs_*");
  Add(ProbeKind::Kretprobe, "vfs_*");
  auto plans = Plan(program_, kernel_.host());
  EXPECT_EQ(plans[1].means, Means::KprobeSession);
  EXPECT_EQ(plans[2].means, Means::KprobeSession);
  EXPECT_EQ(plans[1].group, 1U);
  EXPECT_EQ(plans[2].group, 1U);
  EXPECT_EQ(plans[2].needed_features, BitOf(Feature::KprobeSession));
  EXPECT_EQ(plans[2].reason, "one link for entry and return");
  plans = Plan(program_, kernel_.host(), false);
  EXPECT_EQ(plans[1].means, Means::KprobeMulti) << "other kernels can run two programs";
}

TEST_F(SessionTest, WithoutTheFeatureEachHasItsOwn) {
  Add(ProbeKind::Kprobe, "vfs_*");
  Add(ProbeKind::Kretprobe, "vfs_*");
  test::Kernel old({Feature::Kprobe, Feature::KprobeMulti});
  const auto plans = Plan(program_, old.host());
  EXPECT_EQ(plans[1].means, Means::KprobeMulti);
  EXPECT_EQ(plans[1].group, 1U);
  EXPECT_THAT(plans[1].reason, testing::HasSubstr("no kprobe sessions that miss no call"));
}

}  // namespace
}  // namespace sonde
