// Maps by thread. Leaves: KeyedByThread, HasKernelGuard. Covered by tests/plan/thread_keys_test.cpp.
#include "plan/thread_keys.h"

#include "typed/children.h"

namespace sonde {
namespace {

using typed::As;
using typed::ExprKind;
using typed::StmtKind;

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

class Looker {
 public:
  Looker(std::vector<Use>& uses, bool guarded, bool of_user)
      : uses_(uses), guarded_(guarded), of_user_(of_user) {}

  void Look(const typed::Expr& expr) {
    switch (expr.kind) {
      case ExprKind::MapRead:
        Note(As<typed::MapRead>(expr).map, As<typed::MapRead>(expr).key.get());
        break;
      case ExprKind::MapFind:
        Note(As<typed::MapFind>(expr).map, As<typed::MapFind>(expr).key.get());
        break;
      case ExprKind::MapAddress:
        Note(As<typed::MapAddress>(expr).map, nullptr);
        break;
      case ExprKind::Increment:
        if (As<typed::Increment>(expr).is_map) Note(As<typed::Increment>(expr).map, nullptr);
        break;
      case ExprKind::Apply:
        LookAtCall(As<typed::Apply>(expr));
        break;
      default:
        break;
    }
    typed::VisitParts(
        expr, [this](const typed::Expr& part) { Look(part); },
        [this](const typed::Block& block) { Look(block); });
  }

  void Look(const typed::Block& block) {
    for (const auto& stmt : block.statements) {
      LookAt(*stmt);
      typed::VisitParts(
          *stmt, [this](const typed::Expr& part) { Look(part); },
          [this](const typed::Block& inner) { Look(inner); });
    }
    if (block.value) Look(*block.value);
  }

 private:
  void LookAtCall(const typed::Apply& call) {
    if (call.map == typed::Apply::kNoMap) return;
    const bool of_entry = call.function == FunctionId::Delete || call.function == FunctionId::HasKey;
    Note(call.map, of_entry && !call.args.empty() ? call.args[0].get() : nullptr);
  }

  void LookAt(const typed::Stmt& stmt) {
    switch (stmt.kind) {
      case StmtKind::AssignMap:
        Note(As<typed::AssignMap>(stmt).map, As<typed::AssignMap>(stmt).key.get());
        break;
      case StmtKind::UpdateMap:
        Note(As<typed::UpdateMap>(stmt).map, nullptr);
        break;
      case StmtKind::Aggregate:
        Note(As<typed::Aggregate>(stmt).map, nullptr);
        break;
      case StmtKind::ForMap:
        Note(As<typed::ForMap>(stmt).map, nullptr);
        break;
      default:
        break;
    }
  }

  void Note(uint32_t map, const typed::Expr* key) {
    Use& use = uses_[map];
    use.by_thread = use.by_thread && IsThread(key);
    use.guarded = use.guarded && guarded_;
    use.of_user = use.of_user && of_user_;
  }

  std::vector<Use>& uses_;
  const bool guarded_;
  const bool of_user_;
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
    Looker looker(uses, alone || HasKernelGuard(kind, plan[i]), alone || (RowOf(kind).flags & InUser) != 0);
    if (probe.predicate) looker.Look(*probe.predicate);
    looker.Look(probe.body);
    for (const typed::Function& function : probe.functions)
      looker.Look(function.body);
  }
  std::vector<bool> by_thread;
  for (const Use& use : uses)
    by_thread.push_back(use.by_thread && (use.guarded || use.of_user));
  return by_thread;
}

}  // namespace sonde
