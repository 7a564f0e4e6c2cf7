// What the statements of a split program have in common is a function: an event of a few numbers, one access
// to a map, one lookup. A statement then costs a few instructions, and the kernel, which rewrites the whole
// program for every lookup that it inlines, rewrites it once per function. Programs that are not split have
// all of it in place. Leaves: Shared, Lookup,
// MemoryOfSlot, LedgerOfCpu. Covered by
// tests/codegen/pieces_test.cpp and tests/run/large.test.
#include "codegen/shared.h"

#include "codegen/counters.h"
#include "codegen/program.h"

namespace sonde::codegen {

llvm::Function* Shared(FunctionEmitter& f, const std::string& name,
                       const std::vector<llvm::Type*>& parameters, bool global, const SharedBody& body) {
  const std::string full_name = f.NameOf(name);
  if (llvm::Function* made = f.module().module().getFunction(full_name)) return made;
  std::vector<bool> pointers;
  for (const llvm::Type* type : parameters)
    pointers.push_back(type->isPointerTy());
  FunctionEmitter shared(f, llvm::FunctionType::get(f.ir.getInt64Ty(), parameters, false),
                         f.module().debug().Subprogram(full_name, f.probe().range, pointers, global));
  if (global) shared.function.setLinkage(llvm::GlobalValue::ExternalLinkage);
  shared.role.piece = true;
  shared.role.shared = true;
  Value* result = body(shared);
  shared.ir.CreateRet(result);
  return &shared.function;
}

Value* Lookup(FunctionEmitter& f, llvm::GlobalVariable* map, Value* key) {
  if (!f.split() || f.role.shared) return f.CallHelper(Helper::MapLookup, {map, key});
  return f.ir.CreateCall(Shared(f, "lookup_" + map->getName().str(), {f.ir.getPtrTy()}, false,
                                [&](FunctionEmitter& inner) {
                                  return inner.CallHelper(Helper::MapLookup, {map, inner.function.getArg(0)});
                                }),
                         {key});
}

Value* MemoryOfSlot(FunctionEmitter& f, Value* slot) {
  llvm::Function* made = Shared(f, "scratch", {f.ir.getInt64Ty()}, false, [&](FunctionEmitter& inner) {
    Value* key = inner.StackSlot(4);
    inner.ir.CreateStore(inner.ir.CreateTrunc(inner.function.getArg(0), inner.ir.getInt32Ty()), key);
    return inner.CallHelper(Helper::MapLookup, {inner.module().runtime_maps().scratch(), key});
  });
  return f.ir.CreateIntToPtr(f.ir.CreateCall(made, {slot}), f.ir.getPtrTy());
}

Value* LedgerOfCpu(FunctionEmitter& f) {
  llvm::Function* made = Shared(f, "ledger", {}, false, [&](FunctionEmitter& inner) {
    Value* key = inner.StackSlot(4);
    inner.ir.CreateStore(inner.ir.getInt32(0), key);
    return inner.CallHelper(Helper::MapLookup, {inner.module().runtime_maps().ledger(), key});
  });
  return f.ir.CreateIntToPtr(f.ir.CreateCall(made, {}), f.ir.getPtrTy());
}

Value* SlotIndex(FunctionEmitter& f) {
  return f.ir.CreateLoad(f.ir.getInt64Ty(), f.handles.scratch_index);
}

}  // namespace sonde::codegen
