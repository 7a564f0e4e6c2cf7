// Temporaries, copies, loads and stores of a BPF program. Leaves: ProgramEmitter's memory members.
// Covered by tests/codegen/* and the run tests of large values.
#include <algorithm>
#include <utility>

#include "codegen/program.h"

namespace sonde::codegen {
namespace {

constexpr uint32_t kSmallTemporary = 64;
// Up to this size a copy is made of loads and stores; beyond it, a helper call is shorter and as fast.
constexpr uint32_t kInlineCopy = 128;

uint32_t RoundUp(uint32_t bytes) {
  return (bytes + 7) & ~7U;
}

}  // namespace

llvm::Value* ProgramEmitter::StackSlot(uint32_t bytes) {
  llvm::IRBuilder<> at_entry(entry_, entry_->begin());
  auto* type = llvm::ArrayType::get(builder_.getInt8Ty(), bytes);
  auto* slot = at_entry.CreateAlloca(type);
  slot->setAlignment(llvm::Align(8));
  return slot;
}

llvm::Value* ProgramEmitter::CallFrame() {
  if (call_frame_ == nullptr) call_frame_ = StackSlot(24);
  return call_frame_;
}

llvm::Value* ProgramEmitter::ScratchAt(uint32_t offset) {
  return At(builder_.CreateLoad(builder_.getPtrTy(), scratch_), offset);
}

llvm::Value* ProgramEmitter::Temporary(uint32_t bytes) {
  const uint32_t size = RoundUp(std::max(bytes, 1U));
  if (size <= kSmallTemporary) {
    const auto fits = std::find_if(free_slots_.begin(), free_slots_.end(),
                                   [size](const StackPiece& piece) { return piece.bytes == size; });
    if (fits != free_slots_.end()) {
      active_slots_.push_back(*fits);
      free_slots_.erase(fits);
      return active_slots_.back().memory;
    }
    if (stack_used_ + size <= stack_budget_) {
      stack_used_ += size;
      active_slots_.push_back({StackSlot(size), size});
      return active_slots_.back().memory;
    }
  }
  Value* slot = ScratchAt(scratch_used_);
  scratch_used_ += size;
  scratch_peak_ = std::max(scratch_peak_, scratch_used_);
  return slot;
}

llvm::Value* ProgramEmitter::Permanent(uint32_t bytes) {
  return Temporary(bytes);
}

uint32_t ProgramEmitter::ScratchWords(uint32_t bytes) {
  const uint32_t offset = scratch_used_;
  scratch_used_ += RoundUp(bytes);
  scratch_peak_ = std::max(scratch_peak_, scratch_used_);
  return offset;
}

void ProgramEmitter::ReleaseTemporaries(Mark mark) {
  for (; active_slots_.size() > mark.stack; active_slots_.pop_back()) {
    free_slots_.push_back(active_slots_.back());
  }
  scratch_used_ = mark.scratch;
}

llvm::Value* ProgramEmitter::At(Value* pointer, uint64_t offset) {
  if (offset == 0) return pointer;
  return builder_.CreateConstInBoundsGEP1_64(builder_.getInt8Ty(), pointer, offset);
}

std::vector<ProgramEmitter::Chunk> ProgramEmitter::Chunks(uint32_t bytes,
                                                          std::initializer_list<Value*> pointers) {
  const llvm::DataLayout& layout = module_.module().getDataLayout();
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

void ProgramEmitter::Zero(Value* pointer, uint32_t bytes) {
  if (bytes > kInlineCopy) {
    // A read from address 0 fails and clears the destination: one call instead of many stores.
    Call(Helper::ProbeReadKernel, {pointer, builder_.getInt32(bytes), Constant(0)});
    return;
  }
  for (const auto [offset, chunk] : Chunks(bytes, {pointer})) {
    StoreInteger(At(pointer, offset), Constant(0), chunk);
  }
}

void ProgramEmitter::Copy(Value* to, Value* from, uint32_t bytes) {
  if (bytes > kInlineCopy) {
    Call(Helper::ProbeReadKernel, {to, builder_.getInt32(bytes), from});
    return;
  }
  for (const auto [offset, chunk] : Chunks(bytes, {to, from})) {
    auto* type = builder_.getIntNTy(8 * chunk);
    Value* part = builder_.CreateAlignedLoad(type, At(from, offset), llvm::Align(chunk));
    builder_.CreateAlignedStore(part, At(to, offset), llvm::Align(chunk));
  }
}

llvm::Value* ProgramEmitter::Extend(Value* value, const Type& type) {
  const bool sign = type.is_signed && (type.kind == TypeKind::Integer || type.kind == TypeKind::Enum);
  return sign ? builder_.CreateSExt(value, builder_.getInt64Ty())
              : builder_.CreateZExt(value, builder_.getInt64Ty());
}

llvm::Value* ProgramEmitter::LoadInteger(Value* pointer, const Type& type, bool is_volatile) {
  const uint32_t bytes = SizeOf(type);
  auto* word = builder_.getIntNTy(8 * bytes);
  Value* value = builder_.CreateAlignedLoad(word, pointer, llvm::Align(bytes), is_volatile);
  return Extend(value, type);
}

void ProgramEmitter::StoreInteger(Value* pointer, Value* value, uint32_t bytes) {
  builder_.CreateAlignedStore(builder_.CreateTrunc(value, builder_.getIntNTy(8 * bytes)), pointer,
                              llvm::Align(bytes));
}

void ProgramEmitter::ReadMemory(Value* to, uint32_t bytes, Value* address, AddressSpace space,
                                SourceRange range) {
  ReadBytes(to, builder_.getInt32(bytes), address, space, range);
}

void ProgramEmitter::ReadValue(Value* to, const Type& type, Value* address, AddressSpace space,
                               SourceRange range) {
  module_.UseLayout(type, range);
  const bool clear = std::exchange(zero_tails_, true) && type.kind == TypeKind::String && SizeOf(type) > 0;
  ReadMemory(to, SizeOf(type), address, space, range);
  if (clear) ClearTail(to, SizeOf(type));
}

void ProgramEmitter::CountFailedRead(AddressSpace space, SourceRange range) {
  const bool user = space == AddressSpace::User;
  Count(user ? bundle::LedgerKind::UserReadFailed : bundle::LedgerKind::ReadFailed, LocationIndex(range));
}

void ProgramEmitter::ReadBytes(Value* to, Value* length, Value* address, AddressSpace space,
                               SourceRange range) {
  const Helper helper = space == AddressSpace::User     ? Helper::ProbeReadUser
                        : space == AddressSpace::Kernel ? Helper::ProbeReadKernel
                                                        : Helper::ProbeRead;
  Value* result = Call(helper, {to, length, address});
  Branch(builder_.CreateICmpSLT(result, Constant(0)), [&] { CountFailedRead(space, range); });
}

}  // namespace sonde::codegen
