// Trampolines instead of kprobes. Leaves: TrampolineWillDo. Covered by tests/plan/substitute_test.cpp.
#include "plan/substitute.h"

#include "btf/trampoline.h"
#include "defs/lock_functions.h"
#include "host/host_view.h"
#include "typed/register_use.h"

namespace sonde::plan {

bool TrampolineWillDo(const typed::Probe& probe, HostView& host) {
  const auto* kernel = std::get_if<KernelSpec>(&probe.target.spec.detail);
  if (kernel == nullptr || probe.target.multi || kernel->offset != 0 || kernel->address) return false;
  const auto btf = host.KernelBtf();
  if (!btf || IsLockFunction(kernel->function)) return false;
  const auto modules =
      kernel->module.empty() ? (*btf)->ModulesOf(kernel->function) : std::vector{kernel->module};
  if (modules.size() != 1) return false;
  const auto function = (*btf)->FindFunctionIn(modules.front(), kernel->function);
  if (!function || !WhyNoTrampoline(*function).empty()) return false;
  const typed::RegisterUse use = typed::FindRegisterUse(probe);
  return !use.any && use.arguments <= ParameterWords(*function);
}

}  // namespace sonde::plan
