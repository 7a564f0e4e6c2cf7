// Elements of maps. Leaves: EmitKey, LookupOrInsert and what all accesses share. Covered by the run tests of
// maps.
#include "codegen/elements.h"

#include <cerrno>

#include "codegen/counters.h"
#include "codegen/expressions.h"
#include "codegen/program.h"
#include "codegen/shared.h"

namespace sonde::codegen {

namespace {

// Which of two sets of entries is in use.
Value* Generation(FunctionEmitter& f, uint32_t map) {
  const uint32_t offset = f.module().maps().store(map).generation;
  if (offset == 0) return f.Constant(0);
  return f.ir.CreateLoad(f.ir.getInt64Ty(), f.At(f.module().data().writable(), offset), true);
}

}  // namespace

Value* ScalarSlot(FunctionEmitter& f, uint32_t map) {
  return f.At(f.module().data().writable(), f.module().maps().store(map).offset);
}

// What follows the key of the script: bundle::MapMeta::generation.
void FinishKey(FunctionEmitter& f, uint32_t map, Value* key) {
  if (f.module().maps().store(map).generation == 0) return;
  const uint32_t size = SizeOf(*f.module().program().maps[map].key);
  const uint32_t whole = f.module().maps().StoredKeySize(map);
  f.Zero(f.At(key, size), whole - 8 - size);
  f.StoreInteger(f.At(key, whole - 8), Generation(f, map), 8);
}

Value* EmitKey(FunctionEmitter& f, uint32_t map, const typed::Expr* key) {
  if (key == nullptr) {  // the one entry of a per-CPU scalar
    Value* index = f.Temporary(4);
    Value* generation = f.ir.CreateAnd(Generation(f, map), f.Constant(1));
    f.ir.CreateStore(f.ir.CreateTrunc(generation, f.ir.getInt32Ty()), index);
    return index;
  }
  Value* memory = f.Temporary(f.module().maps().StoredKeySize(map));
  EmitInto(f, *key, memory);
  FinishKey(f, map, memory);
  return memory;
}

void CountMissing(FunctionEmitter& f, Value* found, SourceRange range) {
  if (!f.module().options().missing_keys) return;
  f.Branch(f.ir.CreateIsNull(found),
           [&] { Count(f, bundle::LedgerKind::MissingKey, f.LocationIndex(range)); });
}

// Looks the key up; a missing one is inserted with `initial` unless another CPU was faster, and
// looked up again.
Value* LookupOrInsert(FunctionEmitter& f, uint32_t map, Value* key, Value* initial) {
  llvm::GlobalVariable* bpf_map = f.module().maps().store(map).map;
  Value* result = f.StackSlot(8);
  Value* found = f.ir.CreateIntToPtr(Lookup(f, bpf_map, key), f.ir.getPtrTy());
  f.ir.CreateStore(found, result);
  f.Branch(f.ir.CreateIsNull(found), [&] {
    Value* inserted = f.CallHelper(Helper::MapUpdate, {bpf_map, key, initial, f.Constant(kUpdateNoExist)});
    Value* again = f.ir.CreateIntToPtr(Lookup(f, bpf_map, key), f.ir.getPtrTy());
    f.ir.CreateStore(again, result);
    f.Branch(f.ir.CreateIsNull(again), [&] {
      Value* code = f.ir.CreateTrunc(inserted, f.ir.getInt32Ty());
      f.Branch(
          f.ir.CreateICmpEQ(code, f.ir.getInt32(static_cast<uint32_t>(-ENOMEM))),
          [&] { Count(f, bundle::LedgerKind::UpdateNoMemory, map); },
          [&] { Count(f, bundle::LedgerKind::UpdateFailed, map); });
    });
  });
  return f.ir.CreateLoad(f.ir.getPtrTy(), result);
}

Value* PerCpuAdd(FunctionEmitter& f, uint32_t map, Value* pointer, Value* amount) {
  auto* add = f.ir.CreateAtomicRMW(llvm::AtomicRMWInst::Add, pointer, amount, llvm::Align(8),
                                   llvm::AtomicOrdering::Monotonic);
  f.module().per_cpu_adds().Record(map, f.program.index(), add);
  return add;
}

}  // namespace sonde::codegen
