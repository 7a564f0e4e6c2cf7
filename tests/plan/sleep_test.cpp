// Tests of which programs may wait for memory.
#include "plan/sleep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "made_up_kernel.h"
#include "plan/locks.h"
#include "typed/typed.h"

namespace sonde::plan {
namespace {

using testing::HasSubstr;
using testing::Not;

// PROBE { *arg0; }, or nothing.
void AddProbe(typed::Program& program, ProbeKind kind, bool reads) {
  typed::Probe& probe = program.probes.emplace_back();
  probe.target.spec.kind = kind;
  if (!reads) return;
  auto pointer =
      std::make_unique<typed::Builtin>(PointerType(IntegerType(8, false), AddressSpace::User), SourceRange());
  pointer->id = BuiltinId::Arg;
  auto read = std::make_unique<typed::Dereference>(IntegerType(8, false), SourceRange());
  read->operand = std::move(pointer);
  auto evaluate = std::make_unique<typed::Evaluate>(SourceRange());
  evaluate->expr = std::move(read);
  probe.body.statements.push_back(std::move(evaluate));
}

const std::vector<Feature> kAll = {Feature::Kprobe, Feature::Uprobe, Feature::Fentry, Feature::Sleepable};

TEST(Sleep, UserProbesThatReadUserMemory) {
  test::Kernel kernel(kAll);
  typed::Program program;
  for (const ProbeKind kind : {ProbeKind::Uprobe, ProbeKind::Uretprobe, ProbeKind::Usdt})
    AddProbe(program, kind, true);
  AddProbe(program, ProbeKind::Uprobe, false);
  AddProbe(program, ProbeKind::Kprobe, true);
  const auto plans = Plan(program, kernel.host());
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(plans[i].may_sleep());
    EXPECT_THAT(plans[i].reason, HasSubstr("; it may wait for memory that is not there"));
  }
  for (size_t i = 3; i < 5; ++i) {
    EXPECT_FALSE(plans[i].may_sleep());
    EXPECT_THAT(plans[i].reason, Not(HasSubstr("memory")));
  }
}

TEST(Sleep, NotWhereTheKernelHasNone) {
  test::Kernel kernel({Feature::Uprobe});
  typed::Program program;
  AddProbe(program, ProbeKind::Uprobe, true);
  const auto plans = Plan(program, kernel.host());
  EXPECT_FALSE(plans[0].may_sleep());
  EXPECT_THAT(plans[0].reason, HasSubstr("; memory that is not there reads as zero: this kernel has no user "
                                         "probes that may wait for memory (6.0)"));
}

TEST(Sleep, NotBesideProbesOnLocksOfBpf) {
  test::Kernel kernel(kAll);
  typed::Program program;
  AddProbe(program, ProbeKind::Uprobe, true);
  AddProbe(program, ProbeKind::Fentry, false);
  KernelSpec& locks = program.probes[1].target.spec.detail.emplace<KernelSpec>();
  locks.function = "vfs_read";
  EXPECT_TRUE(Plan(program, kernel.host())[0].may_sleep());
  locks.function = "_raw_spin_lock";
  const auto plans = Plan(program, kernel.host());
  EXPECT_TRUE(GuardsLocks(program, plans));
  EXPECT_FALSE(IsOnLockFunction(program.probes[0], plans[0]));
  EXPECT_TRUE(IsOnLockFunction(program.probes[1], plans[1]));
  EXPECT_FALSE(plans[0].may_sleep());
  EXPECT_THAT(plans[0].reason, HasSubstr("the script traces locks of BPF"));
}

}  // namespace
}  // namespace sonde::plan
