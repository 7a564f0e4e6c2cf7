// Planning a program, probe by probe. Leaves: Plan. Covered by tests/plan/plan_test.cpp.
#include "plan/plan.h"

#include "host/host_view.h"
#include "plan/choose.h"
#include "plan/sleep.h"
#include "plan/substitute.h"
#include "typed/register_use.h"

namespace sonde {

std::vector<ProbePlan> Plan(const typed::Program& program, HostView& host, bool this_kernel) {
  std::vector<ProbePlan> plans;
  plans.reserve(program.probes.size());
  for (const typed::Probe& probe : program.probes) {
    plan::Demand demand{probe.target.spec.kind, probe.target.multi};
    const bool registers = std::holds_alternative<KernelSpec>(probe.target.spec.detail) &&
                           (RowOf(demand.kind).flags & HasParameters) == 0;
    if (registers && this_kernel && !host.Has(Feature::Kprobe))
      demand.trampoline_will_do = plan::TrampolineWillDo(probe, host);
    demand.named_registers = registers && typed::FindRegisterUse(probe).any;
    plan::Choice choice = plan::ChooseWay(demand, host);
    demand.compiled_for = choice.way;
    plans.push_back({choice.way->program, choice.way->context, choice.way->means,
                     plan::NeededFeatures(demand), static_cast<uint32_t>(plans.size()), Sleep::NoNeed,
                     std::move(choice.reason)});
  }
  plan::DecideSleep(program, host, plans);
  return plans;
}

}  // namespace sonde
