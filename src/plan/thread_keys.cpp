// Maps by thread. Leaves: KeyedByThread, HasKernelGuard. Covered by tests/plan/thread_keys_test.cpp.
#include "plan/thread_keys.h"

#include "typed/map_use.h"

namespace sonde {
namespace {

using typed::As;
using typed::ExprKind;

// Whole: of a number cut short several threads may have the same.
bool IsThread(const typed::Expr* key) {
  while (key != nullptr && key->kind == ExprKind::Convert && key->type->size >= sizeof(uint32_t))
    key = As<typed::Convert>(*key).operand.get();
  return key != nullptr && key->kind == ExprKind::Builtin && As<typed::Builtin>(*key).id == BuiltinId::Tid;
}

// What one map is used by, and how.
struct Use {
  bool by_thread = true;
  bool guarded = true;  // by the kernel, all programs
  bool of_user =
      true;  // all programs are of user probes, which do not interrupt a thread that is in the kernel
};

}  // namespace

bool HasKernelGuard(ProbeKind kind, const ProbePlan& plan) {
  return plan.program == ProgramType::PerfEvent || plan.program == ProgramType::Tracepoint ||
         (plan.program == ProgramType::Kprobe && (RowOf(kind).flags & InKernel) != 0);
}

std::vector<bool> KeyedByThread(const typed::Program& program, const std::vector<ProbePlan>& plan) {
  std::vector<Use> uses(program.maps.size());
  for (size_t i = 0; i < program.probes.size(); ++i) {
    const typed::Probe& probe = program.probes[i];
    const ProbeKind kind = probe.target.spec.kind;
    const bool alone = (RowOf(kind).flags & Alone) != 0;
    const bool guarded = alone || HasKernelGuard(kind, plan[i]);
    const bool of_user = alone || (RowOf(kind).flags & InUser) != 0;
    typed::ForEachMapUse(probe, [&](const typed::MapUse& map_use) {
      Use& use = uses[map_use.map];
      use.by_thread = use.by_thread && map_use.kind == typed::MapUse::Kind::Entry && IsThread(map_use.key);
      use.guarded = use.guarded && guarded;
      use.of_user = use.of_user && of_user;
    });
  }
  std::vector<bool> by_thread;
  for (const Use& use : uses)
    by_thread.push_back(use.by_thread && (use.guarded || use.of_user));
  return by_thread;
}

}  // namespace sonde
