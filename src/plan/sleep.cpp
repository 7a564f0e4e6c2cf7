// Which programs may wait for memory. Leaves: DecideSleep, WordsOfSleep. Covered by
// tests/plan/sleep_test.cpp.
#include "plan/sleep.h"

#include "host/host_view.h"
#include "plan/locks.h"
#include "typed/space.h"
#include "typed/typed.h"

namespace sonde::plan {
namespace {

constexpr char kReadAsZero[] = "; memory that is not there reads as zero: ";

// What the kernel may run as a sleepable program: those of uprobes, by whatever means.
bool IsUserProbe(const typed::Probe& probe, const ProbePlan& plan) {
  return plan.program == ProgramType::Kprobe && (RowOf(probe.target.spec.kind).flags & InUser) != 0;
}

}  // namespace

std::string WordsOfSleep(Sleep sleep) {
  switch (sleep) {
    case Sleep::NoNeed:
      break;
    case Sleep::Possible:
      return "; it may wait for memory that is not there";
    case Sleep::KernelCannot:
      return kReadAsZero + ("this kernel has no " + std::string(RowOf(Feature::Sleepable).lack));
    case Sleep::WouldHoldLocks:
      return kReadAsZero + std::string("the script traces locks of BPF");
  }
  return {};
}

void DecideSleep(const typed::Program& program, HostView& host, std::vector<ProbePlan>& plans) {
  const bool locks = GuardsLocks(program, plans);
  for (size_t i = 0; i < plans.size(); ++i) {
    const typed::Probe& probe = program.probes[i];
    if (!IsUserProbe(probe, plans[i])) continue;
    const bool holds = probe.arms && program.probes[i - 1].target.spec.kind == ProbeKind::Watchpoint;
    if (!holds && !typed::ReadsUserMemory(probe)) continue;
    const bool has = !locks && host.Has(Feature::Sleepable);
    plans[i].sleep = locks ? Sleep::WouldHoldLocks : has ? Sleep::Possible : Sleep::KernelCannot;
    plans[i].reason += holds ? "" : WordsOfSleep(plans[i].sleep);
  }
}

}  // namespace sonde::plan
