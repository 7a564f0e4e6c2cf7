// The frame of a BPF program: counters, filters, scratch memory, the way out. Leaves: ProgramEmitter's
// constructor, Emit and the small tools used everywhere. Covered by tests/codegen/*.
#include "codegen/program.h"

#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/IntrinsicsBPF.h>

#include <algorithm>
#include <bit>
#include <cstddef>

#include "defs/program_sections.h"

namespace sonde::codegen {
namespace {

// The BPF stack has 512 bytes, shared by a program and the loop bodies it is in; the register allocator needs
// some of it for spills.
constexpr uint32_t kStackBudget = 320;
constexpr uint32_t kStackBudgetWithLoops = 64;

}  // namespace

ProgramEmitter::ProgramEmitter(ModuleEmitter& module, uint32_t index)
    : module_(module),
      index_(index),
      probe_(module.program().probes[index]),
      row_(RowOf(probe_.target.spec.kind)),
      builder_(module.context()) {
  DecideSplit();
  stack_budget_ = in_scratch_ ? kStackBudgetWithLoops : kStackBudget;
}

void ProgramEmitter::Emit() {
  const std::string name = std::string(row_.name) + "_" + std::to_string(index_);
  auto* type = llvm::FunctionType::get(builder_.getInt32Ty(), {builder_.getPtrTy()}, false);
  function_ = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, name, module_.module());
  function_->setSection(SectionOf(row_.program));
  function_->addFnAttr(llvm::Attribute::NoUnwind);
  function_->addFnAttr("target-cpu", "v3");
  subprogram_ = module_.debug().Function(name, probe_.range);
  function_->setSubprogram(subprogram_);
  context_ = function_->getArg(0);
  context_->setName("ctx");

  EmitPrologue();
  if (probe_.predicate) {
    Block* body = NewBlock("body");
    builder_.CreateCondBr(EmitCondition(*probe_.predicate), body, exit_);
    builder_.SetInsertPoint(body);
  }
  EmitBlock(probe_.body);
  builder_.CreateBr(exit_);
  EmitEpilogue();
  DescribeProbe();
}

void ProgramEmitter::EmitPrologue() {
  entry_ = NewBlock("entry");
  exit_ = NewBlock("exit");
  leave_ = NewBlock("leave");
  builder_.SetInsertPoint(entry_);
  SetLocation(probe_.range);
  result_ = return_value_ = builder_.CreateAlloca(builder_.getInt64Ty(), nullptr, "result");
  scratch_ = builder_.CreateAlloca(builder_.getPtrTy(), nullptr, "scratch");
  scratch_mask_ = builder_.CreateAlloca(builder_.getPtrTy(), nullptr, "scratch_mask");
  scratch_bit_ = builder_.CreateAlloca(builder_.getInt64Ty(), nullptr, "scratch_bit");
  if (weights_) scratch_index_ = builder_.CreateAlloca(builder_.getInt64Ty(), nullptr, "slot");
  // A tracepoint that returns 0 hides the event from everyone else who listens to it.
  const bool tracepoint = row_.program == ProgramType::Tracepoint;
  builder_.CreateStore(Constant(tracepoint ? 1 : 0), return_value_);

  Block* start = NewBlock("start");
  builder_.CreateBr(start);  // replaced below: entry_ keeps only allocas and this branch
  builder_.SetInsertPoint(start);
  if ((row_.flags & Special) == 0) {
    // Tracing has ended: a program that is still attached must not count any more.
    Value* stop =
        builder_.CreateLoad(builder_.getInt64Ty(), At(module_.bss(), offsetof(ControlData, stop)), true);
    Block* running = NewBlock("running");
    builder_.CreateCondBr(builder_.CreateICmpEQ(stop, Constant(0)), running, leave_);
    builder_.SetInsertPoint(running);
    if ((row_.flags & (InUser | Timed | Counted)) == 0) EmitPidFilter();
  }
  Value* key = StackSlot(4);
  builder_.CreateStore(builder_.getInt32(0), key);
  ledger_ = Call(Helper::MapLookup, {module_.ledger(), key});
  ledger_ = builder_.CreateIntToPtr(ledger_, builder_.getPtrTy());
  Block* counted = NewBlock("counted");
  builder_.CreateCondBr(builder_.CreateIsNotNull(ledger_), counted, leave_);
  builder_.SetInsertPoint(counted);
  Count(bundle::LedgerKind::ProbeHits, index_);

  scratch_block_ = NewBlock("prepare");
  builder_.CreateBr(scratch_block_);
  builder_.SetInsertPoint(NewBlock("variables"));
  EmitVariables();
}

void ProgramEmitter::EmitVariables() {
  if (in_scratch_) {
    PrepareLoops();
    return;
  }
  for (const auto& variable : probe_.variables) {
    if (InMemory(*variable.type)) {
      variables_.push_back(Permanent(SizeOf(*variable.type)));
    } else {
      llvm::IRBuilder<> at_entry(entry_, entry_->begin());
      variables_.push_back(at_entry.CreateAlloca(builder_.getInt64Ty(), nullptr, variable.name));
      // Sema assigns every variable before it is read, if only zero. A zero more would cost LLVM time.
    }
  }
}

// -p: kernel probes see every process; the constant is patched before load, and a zero makes the verifier
// drop the whole check.
void ProgramEmitter::EmitPidFilter() {
  Value* wanted = builder_.CreateLoad(builder_.getInt64Ty(),
                                      module_.ReadOnlyField(offsetof(ReadOnlyData, target_pid)), true);
  Block* check = NewBlock("filter");
  Block* pass = NewBlock("pass");
  builder_.CreateCondBr(builder_.CreateICmpEQ(wanted, Constant(0)), pass, check);
  builder_.SetInsertPoint(check);
  Value* pid = builder_.CreateLShr(EmitPidTgid(), 32);
  Block* more = NewBlock("more_pids");
  builder_.CreateCondBr(builder_.CreateICmpEQ(pid, wanted), pass, more);
  builder_.SetInsertPoint(more);
  EmitMorePids(pid, pass);
  builder_.SetInsertPoint(pass);
}

// The others of several -p: a loop, since most scripts have none and should not grow for them.
void ProgramEmitter::EmitMorePids(Value* pid, Block* pass) {
  Block* before = builder_.GetInsertBlock();
  Block* loop = NewBlock("each_pid");
  Block* compare = NewBlock("compare_pid");
  Block* next = NewBlock("next_pid");
  builder_.CreateBr(loop);
  builder_.SetInsertPoint(loop);
  auto* index = builder_.CreatePHI(builder_.getInt64Ty(), 2, "index");
  index->addIncoming(Constant(0), before);
  Value* place = builder_.CreateGEP(builder_.getInt64Ty(),
                                    module_.ReadOnlyField(offsetof(ReadOnlyData, more_pids)), index);
  Value* other = builder_.CreateLoad(builder_.getInt64Ty(), place, true);
  builder_.CreateCondBr(builder_.CreateICmpEQ(other, Constant(0)), leave_, compare);
  builder_.SetInsertPoint(compare);
  builder_.CreateCondBr(builder_.CreateICmpEQ(other, pid), pass, next);
  builder_.SetInsertPoint(next);
  Value* following = builder_.CreateAdd(index, Constant(1));
  index->addIncoming(following, next);
  builder_.CreateCondBr(builder_.CreateICmpULT(following, Constant(kMostPids - 1)), loop, leave_);
}

// Takes a free slot of this CPU: one bit per slot, set atomically, so that a program that interrupts or
// preempts this one takes another slot.
void ProgramEmitter::AcquireScratch() {
  module_.NeedScratch(scratch_peak_);
  Value* cpu = builder_.CreateTrunc(Call(Helper::SmpProcessorId, {}), builder_.getInt32Ty());
  Value* key = StackSlot(4);
  builder_.CreateStore(cpu, key);
  Value* mask =
      builder_.CreateIntToPtr(Call(Helper::MapLookup, {module_.scratch_mask(), key}), builder_.getPtrTy());
  Block* found = NewBlock("mask");
  builder_.CreateCondBr(builder_.CreateIsNotNull(mask), found, leave_);
  builder_.SetInsertPoint(found);
  builder_.CreateStore(mask, scratch_mask_);

  Block* taken = NewBlock("taken");
  builder_.SetInsertPoint(taken);
  auto* slot = builder_.CreatePHI(builder_.getInt32Ty(), 8, "slot");
  builder_.SetInsertPoint(found);
  const uint32_t slots = module_.metadata().scratch_slots;
  for (uint32_t i = 0; i < slots; ++i) {
    Value* bit = Constant(1ULL << i);
    Value* old = builder_.CreateAtomicRMW(llvm::AtomicRMWInst::Or, mask, bit, llvm::Align(8),
                                          llvm::AtomicOrdering::SequentiallyConsistent);
    Block* next = NewBlock("next_slot");
    builder_.CreateCondBr(builder_.CreateICmpEQ(builder_.CreateAnd(old, bit), Constant(0)), taken, next);
    slot->addIncoming(builder_.getInt32(i), builder_.GetInsertBlock());
    builder_.SetInsertPoint(next);
  }
  Count(bundle::LedgerKind::ProbeMissed, index_);
  builder_.CreateBr(leave_);

  builder_.SetInsertPoint(taken);
  builder_.CreateStore(builder_.CreateShl(Constant(1), builder_.CreateZExt(slot, builder_.getInt64Ty())),
                       scratch_bit_);
  Value* index = builder_.CreateAdd(builder_.CreateMul(cpu, builder_.getInt32(slots)), slot);
  builder_.CreateStore(index, key);
  if (weights_) builder_.CreateStore(builder_.CreateZExt(index, builder_.getInt64Ty()), scratch_index_);
  Value* memory =
      builder_.CreateIntToPtr(Call(Helper::MapLookup, {module_.scratch(), key}), builder_.getPtrTy());
  builder_.CreateStore(memory, scratch_);
}

void ProgramEmitter::ReleaseScratch() {
  Value* mask = builder_.CreateLoad(builder_.getPtrTy(), scratch_mask_);
  Value* bit = builder_.CreateLoad(builder_.getInt64Ty(), scratch_bit_);
  builder_.CreateAtomicRMW(llvm::AtomicRMWInst::And, mask, builder_.CreateNot(bit), llvm::Align(8),
                           llvm::AtomicOrdering::Monotonic);
}

void ProgramEmitter::EmitEpilogue() {
  Block* variables = scratch_block_->getNextNode();
  builder_.SetInsertPoint(scratch_block_);
  SetLocation(probe_.range);
  if (scratch_peak_ > 0) {
    AcquireScratch();
    Value* memory = builder_.CreateLoad(builder_.getPtrTy(), scratch_);
    Block* found = saved_context_.empty() ? variables : NewBlock("save");
    // A lookup of an array element cannot fail, but the verifier wants to see that.
    builder_.CreateCondBr(builder_.CreateIsNotNull(memory), found, leave_);
    if (found != variables) {
      builder_.SetInsertPoint(found);
      SaveContext(memory);
      builder_.CreateBr(variables);
    }
  } else {
    builder_.CreateBr(variables);
  }
  builder_.SetInsertPoint(exit_);
  if (in_scratch_) {  // the result is in scratch memory, which is about to be given back
    builder_.CreateStore(builder_.CreateLoad(builder_.getInt64Ty(), return_value_), result_);
  }
  if (scratch_peak_ > 0) ReleaseScratch();
  builder_.CreateBr(leave_);
  builder_.SetInsertPoint(leave_);
  Value* result = builder_.CreateLoad(builder_.getInt64Ty(), result_);
  builder_.CreateRet(builder_.CreateTrunc(result, builder_.getInt32Ty()));
  exit_->moveAfter(&function_->back());
  leave_->moveAfter(&function_->back());
}

void ProgramEmitter::EmitReturn(Value* value) {
  if (value != nullptr) builder_.CreateStore(value, return_value_);
  if (in_callback_) builder_.CreateStore(Constant(kLeftProgram), ScratchAt(returned_offset_));
  builder_.CreateBr(exit_);
  StartUnreachable();
}

void ProgramEmitter::SetLocation(SourceRange range) {
  builder_.SetCurrentDebugLocation(module_.debug().Location(range, subprogram_));
}

llvm::Value* ProgramEmitter::Call(Helper helper, std::initializer_list<Value*> args) {
  std::vector<llvm::Type*> types;
  for (const Value* arg : args)
    types.push_back(arg->getType());
  auto* type = llvm::FunctionType::get(builder_.getInt64Ty(), types, false);
  Value* address =
      llvm::ConstantExpr::getIntToPtr(Constant(static_cast<uint64_t>(helper)), builder_.getPtrTy());
  return builder_.CreateCall(type, address, llvm::ArrayRef<Value*>(args.begin(), args.size()));
}

llvm::BasicBlock* ProgramEmitter::NewBlock(const char* name) {
  return llvm::BasicBlock::Create(module_.context(), name, function_);
}

void ProgramEmitter::Branch(Value* condition, const std::function<void()>& then,
                            const std::function<void()>& otherwise) {
  Block* yes = NewBlock("then");
  Block* after = NewBlock("after");
  Block* no = otherwise ? NewBlock("else") : after;
  builder_.CreateCondBr(condition, yes, no);
  builder_.SetInsertPoint(yes);
  then();
  builder_.CreateBr(after);
  if (otherwise) {
    builder_.SetInsertPoint(no);
    otherwise();
    builder_.CreateBr(after);
  }
  builder_.SetInsertPoint(after);
}

void ProgramEmitter::Count(bundle::LedgerKind kind, uint32_t subject) {
  if (kind >= bundle::LedgerKind::ReadFailed && module_.LedgerIsFull()) {
    subject = module_.LocationIndex(probe_.range);
  }
  const uint64_t offset = 8ULL * module_.LedgerWord(kind, subject);
  if (ledger_ != nullptr) return CountAt(At(ledger_, offset));
  Value* ledger = LedgerOfCpu();
  Branch(builder_.CreateIsNotNull(ledger), [&] { CountAt(At(ledger, offset)); });
}

void ProgramEmitter::CountAt(Value* word) {
  // Per-CPU words: only programs that can be preempted need the locked form.
  if ((row_.flags & InUser) != 0) {
    builder_.CreateAtomicRMW(llvm::AtomicRMWInst::Add, word, Constant(1), llvm::Align(8),
                             llvm::AtomicOrdering::Monotonic);
    return;
  }
  builder_.CreateStore(builder_.CreateAdd(builder_.CreateLoad(builder_.getInt64Ty(), word), Constant(1)),
                       word);
}

llvm::Value* ProgramEmitter::Opaque(Value* value) {
  auto* type = llvm::FunctionType::get(builder_.getInt64Ty(), {builder_.getInt64Ty()}, false);
  auto* barrier = llvm::InlineAsm::get(type, "", "=r,0", /*hasSideEffects=*/true);
  return builder_.CreateCall(type, barrier, {value});
}

// The pointer is the destination of the addition, which LLVM would be free to exchange: where a stack pointer
// of a subprogram is added to a number, the verifier takes the result for one into the stack of the main
// program.
llvm::Value* ProgramEmitter::AddToPointer(Value* pointer, Value* offset) {
  llvm::Type* address = pointer->getType();
  auto* type = llvm::FunctionType::get(address, {address, builder_.getInt64Ty()}, false);
  auto* add = llvm::InlineAsm::get(type, "$0 += $2", "=r,0,r", /*hasSideEffects=*/true);
  return builder_.CreateCall(type, add, {pointer, offset});
}

llvm::Value* ProgramEmitter::ContextAddress(uint32_t offset) {
  if (Value* saved = SavedContext(0, 0)) return builder_.CreateAdd(saved, Constant(offset));
  return builder_.CreatePtrToInt(At(context_, offset), builder_.getInt64Ty());
}

llvm::Value* ProgramEmitter::LoadContext(uint32_t offset, uint32_t bytes) {
  if (Value* saved = SavedContext(offset, bytes)) return saved;
  return ReadContext(offset, bytes);
}

// The verifier wants constant offsets in context accesses. Of two loads LLVM would make one whose address it
// computes, even if they are volatile. This intrinsic is an address and a load in one until instructions are
// selected; its offset stays a constant.
llvm::Value* ProgramEmitter::ReadContext(uint32_t offset, uint32_t bytes) {
  constexpr uint8_t kSystemScope = 1;
  auto* call = builder_.CreateIntrinsic(
      llvm::Intrinsic::bpf_getelementptr_and_load, {builder_.getIntNTy(8 * bytes)},
      {context_, builder_.getTrue(), builder_.getInt8(0), builder_.getInt8(kSystemScope),
       builder_.getInt8(static_cast<uint8_t>(std::countr_zero(bytes))), builder_.getTrue(),
       builder_.getInt32(offset)});
  call->addParamAttr(
      0, llvm::Attribute::get(module_.context(), llvm::Attribute::ElementType, builder_.getInt8Ty()));
  return builder_.CreateZExt(call, builder_.getInt64Ty());
}

llvm::Value* ProgramEmitter::PerCpuAdd(uint32_t map, Value* pointer, Value* amount) {
  auto* add = builder_.CreateAtomicRMW(llvm::AtomicRMWInst::Add, pointer, amount, llvm::Align(8),
                                       llvm::AtomicOrdering::Monotonic);
  module_.RecordPerCpuAdd(map, index_, add);
  return add;
}

void ProgramEmitter::DescribeProbe() {
  const AttachSpec& spec = probe_.target.spec;
  bundle::ProbeMeta meta;
  meta.name = spec.user_name.empty() ? spec.name : spec.user_name;
  meta.program = function_->getName().str();
  meta.kind = spec.kind;
  meta.multi = probe_.target.multi;
  meta.pattern = spec.has_wildcard ? spec.function : "";
  meta.period = spec.period;
  meta.frequency = spec.frequency;
  meta.order = index_;
  meta.location = module_.metadata().locations[module_.LocationIndex(spec.range)];
  meta.shown_target = spec.shown;
  bundle::AttachTarget target;
  target.module = spec.module;
  target.category = spec.category;
  target.function = spec.function;
  target.offset = spec.offset;
  target.address = spec.address;
  target.has_address = spec.has_address;
  target.code_size = spec.code_size;
  target.code_hash = spec.code_hash;
  if (!probe_.target.multi) meta.targets.push_back(target);
  for (const auto& function : probe_.target.functions) {
    if (!probe_.target.multi) break;
    target.function = function;
    meta.targets.push_back(target);
  }
  auto& probes = module_.metadata().probes;
  probes.push_back(std::move(meta));
}

}  // namespace sonde::codegen
