// Tests of the rules of attaching: for each row of attach.def a kernel on which it is the one to take.
#include "plan/choose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "made_up_kernel.h"

namespace sonde::plan {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr bool kOne = false, kSeveral = true;

struct Case {
  ProbeKind kind;
  bool several;
  std::vector<Feature> kernel;  // what it has
  Means means;                  // what is to be taken
  bool trampoline_will_do = false;
  bool named_registers = false;
  bool session = false;
  bool typed_arguments = false;
};

using F = Feature;
using P = ProbeKind;
const std::vector<Case> kCases = {
    {P::Begin, kOne, {}, Means::TestRun},
    {P::End, kOne, {}, Means::TestRun},
    {P::Self, kOne, {}, Means::TestRun},
    {P::Interval, kOne, {}, Means::OneCpuTimer},
    {P::Profile, kOne, {}, Means::EveryCpuTimer},
    {P::Software, kOne, {}, Means::SoftwareCounter},
    {P::Hardware, kOne, {}, Means::HardwareCounter},
    {P::Tracepoint, kOne, {F::Tracepoint}, Means::TracepointEvent},
    {P::RawTracepoint, kOne, {F::Btf}, Means::RawTracepointLink},
    {P::RawTracepoint, kOne, {F::Btf}, Means::TypedTracepointLink, false, false, false, true},
    {P::Kprobe, kOne, {F::Kprobe}, Means::KprobeEvent},
    {P::Kprobe, kOne, {F::Kprobe, F::KprobeMulti}, Means::KprobeEvent},
    {P::Kprobe, kSeveral, {F::Kprobe, F::KprobeMulti}, Means::KprobeMulti},
    {P::Kprobe, kSeveral, {F::Kprobe}, Means::KprobeEvent},
    {P::Kprobe, kSeveral, {F::Kprobe, F::KprobeMulti}, Means::KprobeEvent, false, true},
    {P::Kretprobe, kSeveral, {F::Kprobe, F::KprobeMulti}, Means::KprobeEvent, false, true},
    {P::Kprobe, kOne, {F::Kprobe, F::KprobeSession}, Means::KprobeSession, false, false, true},
    {P::Kprobe, kSeveral, {F::KprobeMulti, F::KprobeSession}, Means::KprobeSession, false, false, true},
    {P::Kretprobe, kOne, {F::Kprobe, F::KprobeSession}, Means::KprobeSession, false, false, true},
    {P::Kretprobe, kSeveral, {F::Kprobe, F::KprobeMulti}, Means::KprobeMulti, false, false, true},
    {P::Kretprobe, kOne, {F::Kprobe}, Means::KprobeEvent, false, false, true},
    {P::Kprobe, kOne, {F::Kprobe, F::KprobeSession}, Means::KprobeEvent},
    {P::Kprobe, kSeveral, {F::Kprobe, F::KprobeMulti, F::KprobeSession}, Means::KprobeMulti},
    {P::Kprobe, kOne, {F::Fentry}, Means::FentryLink, true},
    {P::Kprobe, kOne, {F::Fentry, F::Kprobe}, Means::KprobeEvent, true},
    {P::Kprobe, kOne, {F::Fentry}, Means::KprobeEvent},
    {P::Kprobe, kOne, {}, Means::KprobeEvent, true},
    {P::Kprobe, kSeveral, {F::Fentry}, Means::KprobeEvent, true},
    {P::Kretprobe, kOne, {F::Fentry}, Means::FexitLink, true},
    {P::Kretprobe, kOne, {F::Kprobe, F::KprobeMulti}, Means::KprobeEvent},
    {P::Test, kOne, {}, Means::TestRun},
    {P::Bench, kOne, {}, Means::TestRun},
    {P::Watchpoint, kOne, {}, Means::Breakpoint},
    {P::AsyncWatchpoint, kOne, {}, Means::Breakpoint},
    {P::Iter, kOne, {F::Btf}, Means::IteratorLink},
    {P::Kretprobe, kSeveral, {F::Kprobe, F::KprobeMulti}, Means::KprobeMulti},
    {P::Kretprobe, kSeveral, {F::Kprobe, F::UprobeMulti}, Means::KprobeEvent},
    {P::Fentry, kOne, {F::Fentry}, Means::FentryLink},
    {P::Fentry, kOne, {}, Means::FentryLink},
    {P::Fexit, kOne, {F::Fentry, F::Kprobe}, Means::FexitLink},
    {P::Uprobe, kOne, {F::Uprobe, F::UprobeMulti}, Means::UprobeEvent},
    {P::Uprobe, kSeveral, {F::Uprobe, F::UprobeMulti}, Means::UprobeMulti},
    {P::Uprobe, kSeveral, {F::Uprobe, F::KprobeMulti}, Means::UprobeCookie},
    {P::Uretprobe, kOne, {F::Uprobe, F::UprobeMulti}, Means::UprobeEvent},
    {P::Uretprobe, kSeveral, {F::Uprobe, F::UprobeMulti}, Means::UprobeMulti},
    {P::Uretprobe, kSeveral, {F::Uprobe}, Means::UprobeCookie},
    {P::Usdt, kOne, {F::Uprobe, F::UprobeMulti}, Means::UprobeEvent},
    {P::Usdt, kSeveral, {F::Uprobe, F::UprobeMulti}, Means::UprobeMulti},
    {P::Usdt, kSeveral, {F::Uprobe}, Means::UprobeCookie},
};

std::string NameOf(const Case& test) {
  return std::string(RowOf(test.kind).name) + (test.several ? " of several" : " of one");
}

TEST(ChooseWay, TakesTheCheapestThatTheKernelHas) {
  for (const Case& test : kCases) {
    sonde::test::Kernel kernel(test.kernel);
    Demand demand{test.kind, test.several, nullptr, test.trampoline_will_do, test.named_registers};
    demand.session = test.session;
    demand.typed_arguments = test.typed_arguments;
    const Choice choice = ChooseWay(demand, kernel.host());
    ASSERT_NE(choice.way, nullptr) << NameOf(test);
    EXPECT_EQ(choice.way->probe, test.kind) << NameOf(test);
    EXPECT_EQ(choice.way->means, test.means) << NameOf(test) << ": " << RowOf(choice.way->means).how;
    EXPECT_TRUE(choice.reason.starts_with(choice.way->why)) << NameOf(test) << ": " << choice.reason;
  }
}

// A row of attach.def that no case above names is a way that no test takes.
TEST(ChooseWay, EveryRowHasACase) {
  for (const Way& way : kWays) {
    const bool named = std::any_of(kCases.begin(), kCases.end(), [&](const Case& test) {
      return test.kind == way.probe && test.means == way.means;
    });
    EXPECT_TRUE(named) << RowOf(way.probe).name << " by " << RowOf(way.means).how;
  }
}

TEST(ChooseWay, EveryProbeAndEveryMeansHasARow) {
  for (const ProbeTypeRow& probe : kProbeTypes) {
    const auto of_it = [&](const Way& way) { return way.probe == probe.kind && May(way, kOne); };
    EXPECT_TRUE(std::any_of(std::begin(kWays), std::end(kWays), of_it)) << probe.name;
  }
  for (const MeansRow& means : kMeans) {
    const auto by_it = [&](const Way& way) { return way.means == means.means; };
    EXPECT_TRUE(std::any_of(std::begin(kWays), std::end(kWays), by_it)) << means.how;
  }
}

TEST(ChooseWay, SaysWhatTheKernelLacks) {
  sonde::test::Kernel old({F::Kprobe, F::Uprobe});
  EXPECT_EQ(ChooseWay({P::Kprobe, kSeveral}, old.host()).reason,
            "an event for each function; this kernel has no kprobe_multi (5.18, CONFIG_FPROBE)");
  EXPECT_EQ(ChooseWay({P::Kprobe, kOne}, old.host()).reason, "an event for each function");
  EXPECT_THAT(ChooseWay({P::Uprobe, kSeveral}, old.host()).reason, HasSubstr("no uprobe_multi"));
  sonde::test::Kernel without({F::Fentry});
  EXPECT_EQ(ChooseWay({P::Kprobe, kOne, nullptr, true}, without.host()).reason,
            "instead of a kprobe: the function's parameters are its arguments; this kernel has no kprobes "
            "(CONFIG_KPROBES is not set)");
}

// Attaching fails then, and says why as the script's missing_probes wants.
TEST(ChooseWay, WithoutAnyFeatureItIsTheLastWay) {
  sonde::test::Kernel bare({});
  const Choice choice = ChooseWay({P::Kprobe, kSeveral}, bare.host());
  EXPECT_EQ(choice.way->means, Means::KprobeEvent);
  EXPECT_THAT(choice.reason, HasSubstr("no kprobe_multi (5.18, CONFIG_FPROBE), no kprobes (CONFIG_KPROBES"));
}

// What was compiled can be attached in other ways only if they have the same program and context.
TEST(ChooseWay, KeepsToWhatWasCompiled) {
  sonde::test::Kernel kernel({F::Kprobe, F::KprobeMulti});
  for (const Way& way : kWays) {
    const bool several = way.serves == Serves::Several;
    const Choice choice = ChooseWay({way.probe, several, &way}, kernel.host());
    ASSERT_NE(choice.way, nullptr) << RowOf(way.probe).name;
    EXPECT_EQ(choice.way->program, way.program) << RowOf(way.probe).name;
    EXPECT_EQ(choice.way->context, way.context) << RowOf(way.probe).name;
  }
}

TEST(NeededFeatures, AreThoseOneOfWhichMustBeThere) {
  EXPECT_EQ(NeededFeatures({P::Begin}), 0U);
  EXPECT_EQ(NeededFeatures({P::RawTracepoint}), 0U);
  EXPECT_EQ(NeededFeatures({P::Tracepoint}), BitOf(F::Tracepoint));
  EXPECT_EQ(NeededFeatures({P::Kprobe, kOne}), BitOf(F::Kprobe));
  EXPECT_EQ(NeededFeatures({P::Kprobe, kSeveral}), BitOf(F::Kprobe) | BitOf(F::KprobeMulti));
  EXPECT_EQ(NeededFeatures({P::Uretprobe, kSeveral}), BitOf(F::Uprobe) | BitOf(F::UprobeMulti));
  EXPECT_EQ(NeededFeatures({P::Fexit}), BitOf(F::Fentry));
  EXPECT_EQ(NeededFeatures({P::Kprobe, kOne, FindWay(P::Kprobe, Means::FentryLink)}), BitOf(F::Fentry));
}

TEST(FindMissing, OneIsEnough) {
  sonde::test::Kernel kernel({F::KprobeMulti});
  EXPECT_EQ(FindMissing(0, kernel.host()), std::nullopt);
  EXPECT_EQ(FindMissing(BitOf(F::Kprobe) | BitOf(F::KprobeMulti), kernel.host()), std::nullopt);
  EXPECT_EQ(FindMissing(BitOf(F::Kprobe), kernel.host()), F::Kprobe);
  EXPECT_EQ(FindMissing(BitOf(F::UprobeMulti) | BitOf(F::Uprobe), kernel.host()), F::Uprobe)
      << "the one that the other is a better form of";
}

}  // namespace
}  // namespace sonde::plan
