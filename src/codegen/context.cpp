// The context of a probe: its record or registers. Leaves: LoadContext, ContextAddress, ReadContext. Covered
// by tests/run/tracepoints.test and tests/run/uprobes.test.
#include "codegen/context.h"

#include <llvm/IR/IntrinsicsBPF.h>

#include <algorithm>
#include <bit>

#include "codegen/program.h"

namespace sonde::codegen {

// The verifier wants constant offsets in context accesses. Of two loads LLVM would make one whose address it
// computes, even if they are volatile. This intrinsic is an address and a load in one until instructions are
// selected; its offset stays a constant.
Value* ReadContext(FunctionEmitter& f, uint32_t offset, uint32_t bytes) {
  constexpr uint8_t kSystemScope = 1;
  auto* call = f.ir.CreateIntrinsic(
      llvm::Intrinsic::bpf_getelementptr_and_load, {f.ir.getIntNTy(8 * bytes)},
      {f.handles.context, f.ir.getTrue(), f.ir.getInt8(0), f.ir.getInt8(kSystemScope),
       f.ir.getInt8(static_cast<uint8_t>(std::countr_zero(bytes))), f.ir.getTrue(), f.ir.getInt32(offset)});
  call->addParamAttr(
      0, llvm::Attribute::get(f.module().context(), llvm::Attribute::ElementType, f.ir.getInt8Ty()));
  return f.ir.CreateZExt(call, f.ir.getInt64Ty());
}

namespace {

// A piece that uses the context is checked by the verifier with its caller: 8192 branches are all they may
// have together. So the parts of the context that pieces read are copied to scratch memory first.
Value* SavedContext(FunctionEmitter& f, uint32_t offset, uint32_t bytes) {
  if (!f.split()) return nullptr;
  const std::pair part(offset, bytes);
  const auto at = std::find(f.split()->saved_context.begin(), f.split()->saved_context.end(), part);
  const auto index = static_cast<uint32_t>(at - f.split()->saved_context.begin());
  if (at == f.split()->saved_context.end()) {
    if (f.split()->saved_context.size() == Split::kSavedWords) return nullptr;
    f.split()->saved_context.push_back(part);
  }
  return f.ir.CreateLoad(f.ir.getInt64Ty(), f.ScratchAt(f.split()->saved_context_offset + 8 * index));
}

}  // namespace

Value* LoadContext(FunctionEmitter& f, uint32_t offset, uint32_t bytes) {
  if (Value* saved = SavedContext(f, offset, bytes)) return saved;
  return ReadContext(f, offset, bytes);
}

Value* LoadWord(FunctionEmitter& f, uint32_t offset) {
  return LoadContext(f, offset, 8);
}

Value* ContextAddress(FunctionEmitter& f, uint32_t offset) {
  if (const auto copy = f.program.context_copy())
    return f.ir.CreatePtrToInt(f.ScratchAt(*copy + offset), f.ir.getInt64Ty());
  if (Value* saved = SavedContext(f, 0, 0)) return f.ir.CreateAdd(saved, f.Constant(offset));
  return f.ir.CreatePtrToInt(f.At(f.handles.context, offset), f.ir.getInt64Ty());
}

void SaveContext(FunctionEmitter& f, Value* memory) {
  if (const auto copy = f.program.context_copy()) {
    for (uint32_t offset = 0; offset < kPerfContextSize; offset += 8)
      f.ir.CreateStore(ReadContext(f, offset, 8), f.At(memory, *copy + offset));
  }
  if (!f.split()) return;
  uint32_t to = f.split()->saved_context_offset;
  for (const auto& [offset, bytes] : f.split()->saved_context) {
    Value* word = bytes == 0 ? f.ir.CreatePtrToInt(f.handles.context, f.ir.getInt64Ty())
                             : ReadContext(f, offset, bytes);
    f.ir.CreateStore(word, f.At(memory, to));
    to += 8;
  }
}

}  // namespace sonde::codegen
