// Temporaries, copies and variables of a function. Leaves: the memory of FunctionEmitter. Covered by
// tests/codegen/* and the run tests of large values.
#include <algorithm>

#include "codegen/program.h"

namespace sonde::codegen {
namespace {

constexpr uint32_t kSmallTemporary = 64;
// Up to this size a copy is made of loads and stores; beyond it, a helper call is shorter and as fast.
constexpr uint32_t kInlineCopy = 128;

}  // namespace

Value* FunctionEmitter::StackSlot(uint32_t bytes) {
  llvm::IRBuilder<> at_entry(entry, entry->begin());
  auto* type = llvm::ArrayType::get(ir.getInt8Ty(), bytes);
  auto* slot = at_entry.CreateAlloca(type);
  slot->setAlignment(llvm::Align(8));
  return slot;
}

Value* FunctionEmitter::CallFrame() {
  if (stack.call_frame == nullptr) stack.call_frame = StackSlot(24);
  return stack.call_frame;
}

Value* FunctionEmitter::ScratchAt(uint32_t offset) {
  return At(ir.CreateLoad(ir.getPtrTy(), handles.scratch), offset);
}

Value* FunctionEmitter::Temporary(uint32_t bytes) {
  const uint32_t size = RoundUpToWord(std::max(bytes, 1U));
  if (size <= kSmallTemporary) {
    const auto fits = std::find_if(stack.free.begin(), stack.free.end(),
                                   [size](const StackSlots::Slot& piece) { return piece.bytes == size; });
    if (fits != stack.free.end()) {
      stack.active.push_back(*fits);
      stack.free.erase(fits);
      return stack.active.back().memory;
    }
    if (stack.used + size <= program.stack_budget()) {
      stack.used += size;
      stack.active.push_back({StackSlot(size), size});
      return stack.active.back().memory;
    }
  }
  return ScratchAt(ScratchWords(size));
}

uint32_t FunctionEmitter::ScratchWords(uint32_t bytes) {
  return program.scratch().Take(bytes);
}

Mark FunctionEmitter::MarkTemporaries() const {
  return {stack.active.size(), program.scratch().used()};
}

void FunctionEmitter::ReleaseTemporaries(Mark mark) {
  for (; stack.active.size() > mark.stack; stack.active.pop_back()) {
    stack.free.push_back(stack.active.back());
  }
  program.scratch().Reset(mark.scratch);
}

std::vector<Chunk> FunctionEmitter::Chunks(uint32_t bytes, std::initializer_list<Value*> pointers) {
  const llvm::DataLayout& layout = module().module().getDataLayout();
  std::vector<uint64_t> bases;  // distance of each stack pointer from an aligned address
  for (Value* pointer : pointers) {
    llvm::APInt offset(64, 0);
    const Value* base = pointer->stripAndAccumulateConstantOffsets(layout, offset, true);
    if (llvm::isa<llvm::AllocaInst>(base)) bases.push_back(offset.getZExtValue());
  }
  std::vector<Chunk> chunks;
  for (uint32_t offset = 0; offset < bytes;) {
    uint32_t size = 8;
    const auto fits = [&] {
      return offset % size == 0 && bytes - offset >= size &&
             std::all_of(bases.begin(), bases.end(),
                         [&](uint64_t base) { return (base + offset) % size == 0; });
    };
    while (size > 1 && !fits())
      size /= 2;
    chunks.push_back({offset, size});
    offset += size;
  }
  return chunks;
}

void FunctionEmitter::Zero(Value* pointer, uint32_t bytes) {
  if (bytes > kInlineCopy) {
    // A read from address 0 fails and clears the destination: one call instead of many stores.
    CallHelper(Helper::ProbeReadKernel, {pointer, ir.getInt32(bytes), Constant(0)});
    return;
  }
  for (const auto [offset, chunk] : Chunks(bytes, {pointer})) {
    StoreInteger(At(pointer, offset), Constant(0), chunk);
  }
}

void FunctionEmitter::Copy(Value* to, Value* from, uint32_t bytes) {
  if (bytes > kInlineCopy) {
    CallHelper(Helper::ProbeReadKernel, {to, ir.getInt32(bytes), from});
    return;
  }
  for (const auto [offset, chunk] : Chunks(bytes, {to, from})) {
    auto* type = ir.getIntNTy(8 * chunk);
    Value* part = ir.CreateAlignedLoad(type, At(from, offset), llvm::Align(chunk));
    ir.CreateAlignedStore(part, At(to, offset), llvm::Align(chunk));
  }
}

Value* FunctionEmitter::VariableAt(uint32_t slot) {
  if (variables[slot] == nullptr) {
    const llvm::IRBuilderBase::InsertPointGuard guard(ir);
    ir.SetInsertPoint(frame.pointers_end);
    variables[slot] = ScratchAt(program.layout().variables[slot]);
  }
  return variables[slot];
}

// Between functions of a split program the verifier must know it as a number, as which it comes out of
// memory: LLVM is not to take what was stored there, which may have been a pointer.
Value* FunctionEmitter::LoadVariable(uint32_t slot) {
  return ir.CreateLoad(ir.getInt64Ty(), VariableAt(slot), split() != nullptr);
}

}  // namespace sonde::codegen
