// Atomic adds that may be plain ones. Leaves: PerCpuAdds. Covered by tests/codegen/* and
// tests/run/exactness.test.
#include "codegen/per_cpu_adds.h"

#include <llvm/IR/IRBuilder.h>

#include "plan/thread_keys.h"

namespace sonde::codegen {
namespace {

// The kernel skips an event that comes while the same program runs on that CPU.
bool GuardsItself(ProbeKind kind, const ProbePlan& plan) {
  return kind == ProbeKind::RawTracepoint || plan.context == ContextKind::Trampoline;
}

}  // namespace

// As Relax does, for all maps together: what is no add cannot be changed once it is emitted.
bool PerCpuAdds::MayMeet() const {
  bool all_guarded = true;
  size_t others = 0;
  bool guards_itself = true;
  for (size_t i = 0; i < program_.probes.size(); ++i) {
    const ProbeKind kind = program_.probes[i].target.spec.kind;
    if ((RowOf(kind).flags & Alone) != 0) continue;
    all_guarded = all_guarded && HasKernelGuard(kind, plan_[i]);
    guards_itself = guards_itself && GuardsItself(kind, plan_[i]);
    ++others;
  }
  return !all_guarded && !(others == 1 && guards_itself);
}

void PerCpuAdds::Record(uint32_t map, uint32_t probe, llvm::AtomicRMWInst* add) {
  adds_[map].push_back({probe, add});
}

// A locked add costs 5 ns where a plain one costs 1. It is needed only where an update can be
// interrupted by another one on the same CPU: user probes are preemptible, and raw tracepoints and
// trampolines guard only against themselves.
void PerCpuAdds::Relax() {
  for (auto& adds : adds_) {
    bool all_guarded = true;
    bool one_raw_program = true;
    for (const auto& update : adds) {
      const ProbeKind kind = program_.probes[update.probe].target.spec.kind;
      if ((RowOf(kind).flags & Alone) != 0) continue;
      all_guarded = all_guarded && HasKernelGuard(kind, plan_[update.probe]);
      one_raw_program =
          one_raw_program && GuardsItself(kind, plan_[update.probe]) && update.probe == adds.front().probe;
    }
    if (!all_guarded && !one_raw_program) continue;
    for (const auto& update : adds) {
      llvm::IRBuilder<> builder(update.add);
      llvm::Value* pointer = update.add->getPointerOperand();
      llvm::Value* old = builder.CreateLoad(builder.getInt64Ty(), pointer);
      builder.CreateStore(builder.CreateAdd(old, update.add->getValOperand()), pointer);
      update.add->eraseFromParent();
    }
    adds.clear();
  }
}

}  // namespace sonde::codegen
