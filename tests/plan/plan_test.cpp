// Tests of planning whole programs.
#include "plan/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "made_up_kernel.h"
#include "typed/typed.h"

namespace sonde {
namespace {

typed::Program ProgramOf(const std::vector<std::pair<ProbeKind, bool>>& probes) {
  typed::Program program;
  for (const auto& [kind, several] : probes) {
    typed::Probe& probe = program.probes.emplace_back();
    probe.target.spec.kind = kind;
    probe.target.multi = several;
  }
  return program;
}

TEST(Plan, OneForEachProbeInItsOrder) {
  test::Kernel kernel({Feature::Kprobe, Feature::KprobeMulti, Feature::Uprobe, Feature::Tracepoint});
  const auto plans = Plan(ProgramOf({{ProbeKind::Begin, false},
                                     {ProbeKind::Kprobe, true},
                                     {ProbeKind::Uprobe, true},
                                     {ProbeKind::Tracepoint, false}}),
                          kernel.host());
  ASSERT_EQ(plans.size(), 4U);
  EXPECT_EQ(plans[0].program, ProgramType::RawTracepoint);
  EXPECT_EQ(plans[0].context, ContextKind::None);
  EXPECT_EQ(plans[1].means, Means::KprobeMulti);
  EXPECT_EQ(plans[1].context, ContextKind::Registers);
  EXPECT_EQ(plans[1].reason, "one link for many functions");
  EXPECT_EQ(plans[2].means, Means::UprobeCookie);
  EXPECT_THAT(plans[2].reason, testing::HasSubstr("this kernel has no uprobe_multi"));
  EXPECT_EQ(plans[3].program, ProgramType::Tracepoint);
  EXPECT_EQ(plans[3].context, ContextKind::TracepointRecord);
  for (uint32_t i = 0; i < plans.size(); ++i)
    EXPECT_EQ(plans[i].group, i);
}

TEST(Plan, KeepsTheTypesOfArgumentsThatAreHandedOn) {
  typed::Program program = ProgramOf({{ProbeKind::RawTracepoint, false}, {ProbeKind::RawTracepoint, false}});
  program.probes[1].body.value =
      std::make_unique<typed::Apply>(FunctionId::SocketCookie, IntegerType(8, false), SourceRange{});
  test::Kernel kernel({Feature::Btf});
  const auto plans = Plan(program, kernel.host());
  EXPECT_EQ(plans[0].means, Means::RawTracepointLink);
  EXPECT_EQ(plans[0].context, ContextKind::RawArguments);
  EXPECT_EQ(plans[1].means, Means::TypedTracepointLink);
  EXPECT_EQ(plans[1].program, ProgramType::Tracing);
}

// A bundle made where there is kprobe_multi runs where there is none.
TEST(Plan, NeedsWhatAnyOtherKernelMustHave) {
  test::Kernel kernel({Feature::Kprobe, Feature::KprobeMulti});
  const auto plans = Plan(ProgramOf({{ProbeKind::Kprobe, true}, {ProbeKind::Profile, false}}), kernel.host());
  EXPECT_EQ(plans[0].needed_features, BitOf(Feature::Kprobe) | BitOf(Feature::KprobeMulti));
  EXPECT_EQ(plans[1].needed_features, 0U);
}

}  // namespace
}  // namespace sonde
