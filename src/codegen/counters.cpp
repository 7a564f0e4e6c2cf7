// The ledger of a program: what happened, how often. Leaves: Count. Covered by tests/run/exactness.test and
// tests/run/warnings.test.
#include "codegen/counters.h"

#include "codegen/program.h"
#include "codegen/shared.h"

namespace sonde::codegen {

namespace {

void CountAt(FunctionEmitter& f, Value* word) {
  // Per-CPU words: only programs that can be preempted need the locked form.
  if ((f.row().flags & InUser) != 0 || f.plan().context == ContextKind::Trampoline) {
    f.ir.CreateAtomicRMW(llvm::AtomicRMWInst::Add, word, f.Constant(1), llvm::Align(8),
                         llvm::AtomicOrdering::Monotonic);
    return;
  }
  f.ir.CreateStore(f.ir.CreateAdd(f.ir.CreateLoad(f.ir.getInt64Ty(), word), f.Constant(1)), word);
}

}  // namespace

void Count(FunctionEmitter& f, bundle::LedgerKind kind, uint32_t subject) {
  if (kind >= bundle::LedgerKind::ReadFailed && f.module().metadata().LedgerIsFull()) {
    subject = f.module().metadata().LocationIndex(f.probe().range);
  }
  const uint64_t offset = 8ULL * f.module().metadata().LedgerWord(kind, subject);
  if (f.handles.ledger != nullptr) return CountAt(f, f.At(f.handles.ledger, offset));
  Value* ledger = LedgerOfCpu(f);
  f.Branch(f.ir.CreateIsNotNull(ledger), [&] { CountAt(f, f.At(ledger, offset)); });
}

}  // namespace sonde::codegen
