// Trampolines instead of kprobes. Leaves: TrampolineWillDo. Covered by tests/plan/substitute_test.cpp.
#include "plan/substitute.h"

#include <algorithm>

#include "btf/trampoline.h"
#include "defs/lock_functions.h"
#include "host/host_view.h"
#include "typed/children.h"
#include "typed/typed.h"

namespace sonde::plan {
namespace {

// What a probe reads of registers: one more than the highest N of its argN; all of them by `ctx`.
class Reads {
 public:
  void Look(const typed::Expr& expr) {
    if (expr.kind == typed::ExprKind::Builtin) {
      const auto& builtin = typed::As<typed::Builtin>(expr);
      if (builtin.id == BuiltinId::Arg) arguments_ = std::max(arguments_, builtin.argument + 1);
      context_ = context_ || builtin.id == BuiltinId::Ctx;
    }
    LookInto(expr);
  }
  void Look(const typed::Block& block) {
    for (const auto& stmt : block.statements)
      LookInto(*stmt);
    if (block.value) Look(*block.value);
  }
  [[nodiscard]] uint32_t arguments() const { return arguments_; }
  [[nodiscard]] bool context() const { return context_; }

 private:
  template <typename Node>
  void LookInto(const Node& node) {
    typed::VisitParts(
        node, [this](const typed::Expr& part) { Look(part); },
        [this](const typed::Block& block) { Look(block); });
  }

  uint32_t arguments_ = 0;
  bool context_ = false;
};

}  // namespace

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
  Reads reads;
  if (probe.predicate) reads.Look(*probe.predicate);
  reads.Look(probe.body);
  for (const typed::Function& called : probe.functions)
    reads.Look(called.body);
  return !reads.context() && reads.arguments() <= ParameterWords(*function);
}

}  // namespace sonde::plan
