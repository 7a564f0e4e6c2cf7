// Programs on lock functions. Leaves: GuardsLocks, IsOnLockFunction. Covered by tests/plan/sleep_test.cpp.
#include "plan/locks.h"

#include "defs/lock_functions.h"
#include "typed/typed.h"

namespace sonde {

bool GuardsLocks(const typed::Program& program, const std::vector<ProbePlan>& plan) {
  for (size_t i = 0; i < plan.size(); ++i) {
    if (IsOnLockFunction(program.probes[i], plan[i])) return true;
  }
  return false;
}

bool IsOnLockFunction(const typed::Probe& probe, const ProbePlan& plan) {
  const auto* kernel = std::get_if<KernelSpec>(&probe.target.spec.detail);
  return plan.context == ContextKind::Trampoline && kernel != nullptr && IsLockFunction(kernel->function);
}

}  // namespace sonde
