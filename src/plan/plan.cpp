// Planning a program, probe by probe. Leaves: Plan. Covered by tests/plan/plan_test.cpp.
#include "plan/plan.h"

#include <algorithm>
#include <optional>

#include "host/host_view.h"
#include "plan/choose.h"
#include "plan/session.h"
#include "plan/sleep.h"
#include "plan/substitute.h"
#include "typed/handed.h"
#include "typed/register_use.h"

namespace sonde {

std::vector<ProbePlan> Plan(const typed::Program& program, HostView& host, bool this_kernel) {
  std::vector<ProbePlan> plans;
  plans.reserve(program.probes.size());
  // A bundle for other kernels has two programs, which all of them can run.
  const auto sessions = this_kernel ? plan::FindSessions(program, host)
                                    : std::vector<std::optional<uint32_t>>(program.probes.size());
  for (const typed::Probe& probe : program.probes) {
    plan::Demand demand{probe.target.spec.kind, probe.target.multi};
    const bool registers = std::holds_alternative<KernelSpec>(probe.target.spec.detail) &&
                           (RowOf(demand.kind).flags & HasParameters) == 0;
    if (registers && this_kernel && !host.Has(Feature::Kprobe))
      demand.trampoline_will_do = plan::TrampolineWillDo(probe, host);
    demand.typed_arguments = typed::NeedsTypedArguments(probe);
    demand.named_registers = registers && typed::FindRegisterUse(probe).any;
    const auto index = static_cast<uint32_t>(plans.size());
    demand.session = sessions[index].has_value();
    plan::Choice choice = plan::ChooseWay(demand, host);
    const bool in_session = choice.way->means == Means::KprobeSession;
    demand.compiled_for = choice.way;
    plans.push_back({choice.way->program, choice.way->context, choice.way->means,
                     plan::NeededFeatures(demand), in_session ? std::min(index, *sessions[index]) : index,
                     Sleep::NoNeed, std::move(choice.reason)});
  }
  plan::DecideSleep(program, host, plans);
  return plans;
}

}  // namespace sonde
