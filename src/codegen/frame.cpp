// What stands before and behind the body of a BPF program. Leaves: ProgramFrame. Covered by tests/codegen/*.
#include "codegen/frame.h"

#include <cstddef>

#include "codegen/builtins.h"
#include "codegen/context.h"
#include "codegen/counters.h"
#include "codegen/families.h"
#include "codegen/faults.h"
#include "codegen/file_text.h"
#include "codegen/program.h"
#include "codegen/task_values.h"
#include "codegen/watch.h"
#include "plan/locks.h"

namespace sonde::codegen {
namespace {

// Whether an iterator's objects are tasks, or what tasks have.
bool IsOfTask(const typed::Probe& probe) {
  return std::get<IterSpec>(probe.target.spec.detail).object.starts_with("task");
}

// Kernels (6.12 is one) run the program of a perf event also where another event has the function of another
// process return.
bool IsUserReturn(const ProbeTypeRow& row) {
  return (row.flags & InUser) != 0 && (row.flags & AtReturn) != 0;
}
constexpr uint32_t kAgain = 1;  // of an iterator's program: to be called once more with this object

}  // namespace

// -p: kernel probes see every process; the constant is patched before load, and a zero makes the verifier
// drop the whole check. LLVM takes a third of the time of a small program for it, so it is not even there
// where nobody can choose a process any more.
void ProgramFrame::EmitPidFilter() {
  const auto constant_at = [&](size_t offset) {
    return f_.ir.CreateLoad(f_.ir.getInt64Ty(),
                            f_.module().data().ReadOnlyField(static_cast<uint32_t>(offset)), true);
  };
  Value* wanted = constant_at(offsetof(ReadOnlyData, target_pid));
  if (IsUserReturn(f_.row())) {
    Value* child = constant_at(offsetof(ReadOnlyData, child_pid));
    wanted = f_.ir.CreateSelect(f_.ir.CreateICmpEQ(wanted, f_.Constant(0)), child, wanted);
  }
  Block* check = f_.NewBlock("filter");
  Block* pass = f_.NewBlock("pass");
  f_.ir.CreateCondBr(f_.ir.CreateICmpEQ(wanted, f_.Constant(0)), pass, check);
  f_.ir.SetInsertPoint(check);
  Value* pid = f_.ir.CreateLShr(EmitPidTgid(f_), 32);
  Block* more = f_.NewBlock("more_pids");
  f_.ir.CreateCondBr(f_.ir.CreateICmpEQ(pid, wanted), pass, more);
  f_.ir.SetInsertPoint(more);
  EmitMorePids(pid, pass);
  f_.ir.SetInsertPoint(pass);
}

// The others of several -p: a loop, since most scripts have none and should not grow for them.
void ProgramFrame::EmitMorePids(Value* pid, Block* pass) {
  Block* before = f_.ir.GetInsertBlock();
  Block* loop = f_.NewBlock("each_pid");
  Block* compare = f_.NewBlock("compare_pid");
  Block* next = f_.NewBlock("next_pid");
  f_.ir.CreateBr(loop);
  f_.ir.SetInsertPoint(loop);
  auto* index = f_.ir.CreatePHI(f_.ir.getInt64Ty(), 2, "index");
  index->addIncoming(f_.Constant(0), before);
  Value* place = f_.ir.CreateGEP(f_.ir.getInt64Ty(),
                                 f_.module().data().ReadOnlyField(offsetof(ReadOnlyData, more_pids)), index);
  Value* other = f_.ir.CreateLoad(f_.ir.getInt64Ty(), place, true);
  f_.ir.CreateCondBr(f_.ir.CreateICmpEQ(other, f_.Constant(0)), leave_, compare);
  f_.ir.SetInsertPoint(compare);
  f_.ir.CreateCondBr(f_.ir.CreateICmpEQ(other, pid), pass, next);
  f_.ir.SetInsertPoint(next);
  Value* following = f_.ir.CreateAdd(index, f_.Constant(1));
  index->addIncoming(following, next);
  f_.ir.CreateCondBr(f_.ir.CreateICmpULT(following, f_.Constant(kMostPids - 1)), loop, leave_);
}

// A program on a lock that BPF takes must not run inside another one, which may hold that lock: it would wait
// for ever. So all programs count themselves in, and such a one leaves where it is not alone.
void ProgramFrame::EnterGuard() {
  done_ = leave_;
  if (!GuardsLocks(f_.module().program(), f_.module().plan())) return;
  done_ = f_.NewBlock("done");
  Value* key = f_.StackSlot(4);
  f_.ir.CreateStore(f_.ir.getInt32(0), key);
  Value* word = f_.CallHelper(Helper::MapLookup, {f_.module().runtime_maps().NeedGuard(), key});
  guard_ = f_.ir.CreateIntToPtr(word, f_.ir.getPtrTy());
  Block* found = f_.NewBlock("guard");
  f_.ir.CreateCondBr(f_.ir.CreateIsNotNull(guard_), found, leave_);
  f_.ir.SetInsertPoint(found);
  Value* others = f_.ir.CreateAtomicRMW(llvm::AtomicRMWInst::Add, guard_, f_.Constant(1), llvm::Align(8),
                                        llvm::AtomicOrdering::SequentiallyConsistent);
  if (!IsOnLockFunction(f_.probe(), f_.plan())) return;
  Block* alone = f_.NewBlock("alone");
  Block* busy = f_.NewBlock("busy");
  f_.ir.CreateCondBr(f_.ir.CreateICmpEQ(others, f_.Constant(0)), alone, busy);
  f_.ir.SetInsertPoint(busy);
  Count(f_, bundle::LedgerKind::ProbeMissed, f_.program.index());
  f_.ir.CreateBr(done_);
  f_.ir.SetInsertPoint(alone);
}

void ProgramFrame::LeaveGuard() {
  if (guard_ == nullptr) return;
  f_.ir.SetInsertPoint(done_);
  f_.ir.CreateAtomicRMW(llvm::AtomicRMWInst::Sub, guard_, f_.Constant(1), llvm::Align(8),
                        llvm::AtomicOrdering::Monotonic);
  f_.ir.CreateBr(leave_);
}

// Which entry of scratch memory a slot of a CPU is (kScratchMap). Both i32.
Value* ProgramFrame::ScratchIndex(Value* cpu, Value* slot) {
  if (!f_.plan().may_sleep())
    return f_.ir.CreateAdd(f_.ir.CreateMul(cpu, f_.ir.getInt32(kScratchSlots)), slot);
  Value* cpus = f_.ir.CreateLoad(f_.ir.getInt64Ty(),
                                 f_.module().data().ReadOnlyField(offsetof(ReadOnlyData, cpu_count)), true);
  Value* first = f_.ir.CreateMul(f_.ir.CreateTrunc(cpus, f_.ir.getInt32Ty()), f_.ir.getInt32(kScratchSlots));
  Value* own = f_.ir.CreateAdd(f_.ir.CreateMul(cpu, f_.ir.getInt32(kSleepSlots)), slot);
  return f_.ir.CreateAdd(first, own);
}

// Takes a free slot of this CPU: one bit per slot, set atomically, so that a program that interrupts or
// preempts this one, or runs while it waits for memory, takes another slot.
void ProgramFrame::AcquireScratch() {
  const bool may_sleep = f_.plan().may_sleep();
  const uint32_t slots = may_sleep ? kSleepSlots : kScratchSlots;
  const uint32_t first = may_sleep ? kScratchSlots : 0;
  f_.module().runtime_maps().NeedScratch(f_.program.scratch().peak(), may_sleep);
  Value* cpu = f_.ir.CreateTrunc(CurrentCpu(f_), f_.ir.getInt32Ty());
  Value* key = f_.StackSlot(4);
  f_.ir.CreateStore(cpu, key);
  Value* mask = f_.ir.CreateIntToPtr(
      f_.CallHelper(Helper::MapLookup, {f_.module().runtime_maps().scratch_mask(), key}), f_.ir.getPtrTy());
  Block* found = f_.NewBlock("mask");
  f_.ir.CreateCondBr(f_.ir.CreateIsNotNull(mask), found, done_);
  f_.ir.SetInsertPoint(found);
  f_.ir.CreateStore(mask, mask_);

  Block* taken = f_.NewBlock("taken");
  f_.ir.SetInsertPoint(taken);
  auto* slot = f_.ir.CreatePHI(f_.ir.getInt32Ty(), 8, "slot");
  f_.ir.SetInsertPoint(found);
  for (uint32_t i = 0; i < slots; ++i) {
    Value* bit = f_.Constant(1ULL << (first + i));
    Value* old = f_.ir.CreateAtomicRMW(llvm::AtomicRMWInst::Or, mask, bit, llvm::Align(8),
                                       llvm::AtomicOrdering::SequentiallyConsistent);
    Block* next = f_.NewBlock("next_slot");
    f_.ir.CreateCondBr(f_.ir.CreateICmpEQ(f_.ir.CreateAnd(old, bit), f_.Constant(0)), taken, next);
    slot->addIncoming(f_.ir.getInt32(i), f_.ir.GetInsertBlock());
    f_.ir.SetInsertPoint(next);
  }
  Count(f_, bundle::LedgerKind::ProbeMissed, f_.program.index());
  f_.ir.CreateBr(done_);

  f_.ir.SetInsertPoint(taken);
  f_.ir.CreateStore(f_.ir.CreateShl(f_.Constant(1ULL << first), f_.ir.CreateZExt(slot, f_.ir.getInt64Ty())),
                    bit_);
  Value* index = ScratchIndex(cpu, slot);
  f_.ir.CreateStore(index, key);
  if (f_.split()) f_.ir.CreateStore(f_.ir.CreateZExt(index, f_.ir.getInt64Ty()), f_.handles.scratch_index);
  Value* memory = f_.ir.CreateIntToPtr(
      f_.CallHelper(Helper::MapLookup, {f_.module().runtime_maps().scratch(), key}), f_.ir.getPtrTy());
  f_.ir.CreateStore(memory, f_.handles.scratch);
}

void ProgramFrame::ReleaseScratch() {
  Value* mask = f_.ir.CreateLoad(f_.ir.getPtrTy(), mask_);
  Value* bit = f_.ir.CreateLoad(f_.ir.getInt64Ty(), bit_);
  f_.ir.CreateAtomicRMW(llvm::AtomicRMWInst::And, mask, f_.ir.CreateNot(bit), llvm::Align(8),
                        llvm::AtomicOrdering::Monotonic);
}

// Once more, now that the slot shows that this run is under way: the runtime that says stop, and then waits
// for the runs that it sees, misses none.
void ProgramFrame::CheckAgain() {
  if (!f_.plan().may_sleep()) return;
  Value* stop = f_.ir.CreateLoad(f_.ir.getInt64Ty(),
                                 f_.At(f_.module().data().writable(), offsetof(ControlData, stop)), true);
  Block* late = f_.NewBlock("too_late");
  Block* in_time = f_.NewBlock("in_time");
  f_.ir.CreateCondBr(f_.ir.CreateICmpEQ(stop, f_.Constant(0)), in_time, late);
  f_.ir.SetInsertPoint(late);
  ReleaseScratch();
  f_.ir.CreateBr(done_);
  f_.ir.SetInsertPoint(in_time);
}

// Of an object whose text does not fit what is left of the buffer, the kernel forgets the text and calls the
// program once more when the buffer has been read: what the block counts would be counted twice. So the
// program asks for that before it begins, unless the buffer is empty.
void ProgramFrame::EmitRoomCheck() {
  const typed::OutputFile& file = *f_.probe().file;
  const uint32_t location = f_.module().metadata().LocationIndex(f_.probe().range);
  Value* base = OutputFileOf(f_);
  const auto member = [&](const StructField& field) {
    const KernelPath path{{{file.type.get(), &field}}};
    Value* address = f_.module().relocations().Address(f_.ir, base, path, location);
    return f_.ir.CreateLoad(f_.ir.getInt64Ty(), address, true);
  };
  Value* used = member(file.count);
  Value* size = member(file.size);
  room_ = llvm::cast<llvm::Instruction>(f_.ir.CreateAdd(used, f_.Constant(ProgramEmitter::kUnbounded)));
  Value* empty = f_.ir.CreateICmpEQ(used, f_.Constant(0));
  Block* full = f_.NewBlock("full");
  Block* enough = f_.NewBlock("room");
  f_.ir.CreateCondBr(f_.ir.CreateOr(empty, f_.ir.CreateICmpULT(room_, size)), enough, full);
  f_.ir.SetInsertPoint(full);
  f_.ir.CreateRet(f_.ir.getInt32(kAgain));
  f_.ir.SetInsertPoint(enough);
}

// Tracing has ended: a program that is still attached must not count any more. A pinned one goes on.
void ProgramFrame::CheckThatItRuns() {
  if (f_.probe().file) return EmitRoomCheck();
  Value* stop = f_.ir.CreateLoad(f_.ir.getInt64Ty(),
                                 f_.At(f_.module().data().writable(), offsetof(ControlData, stop)), true);
  Block* running = f_.NewBlock("running");
  f_.ir.CreateCondBr(f_.ir.CreateICmpEQ(stop, f_.Constant(0)), running, leave_);
  f_.ir.SetInsertPoint(running);
  const bool own_process = f_.plan().context == ContextKind::Object;  // it runs when sonde reads
  if (own_process) EmitStep();
  if (IsArmedLater(f_.probe().target.spec)) return CheckWatched(f_, leave_);
  EmitProcessFilter();
}

// -p, and --follow, where the kernel filters nothing: who belongs to the run is known by the task alone.
void ProgramFrame::EmitProcessFilter() {
  if (!f_.module().options().can_target) return;
  const bool of_object = f_.plan().context == ContextKind::Object;
  // What is attached to a process alone needs no filter, nor do timers, which are nobody's.
  const bool attached_to_it = (f_.row().flags & InUser) != 0 || f_.plan().program == ProgramType::PerfEvent;
  const bool by_pid = (!attached_to_it && !of_object) || IsUserReturn(f_.row());
  const bool nobodys = (f_.row().flags & OfNobody) != 0 || (of_object && !IsOfTask(f_.probe()));
  if (!f_.module().options().can_follow || nobodys) {
    if (by_pid) EmitPidFilter();
    return;
  }
  Value* wanted = f_.ir.CreateLoad(
      f_.ir.getInt64Ty(), f_.module().data().ReadOnlyField(offsetof(ReadOnlyData, target_pid)), true);
  Block* member = f_.NewBlock("member");
  Block* plain = f_.NewBlock("not_followed");
  Block* pass = f_.NewBlock("ours");
  f_.ir.CreateCondBr(f_.ir.CreateICmpEQ(wanted, f_.Constant(kFollowProcesses)), member, plain);
  f_.ir.SetInsertPoint(member);
  constexpr uint32_t kTaskAt = 8;  // bytes into the context of iterators over what tasks have
  Value* task = of_object ? ReadContext(f_, kTaskAt, 8) : TaskAddress(f_);
  Value* inside = EmitIsInFamily(f_, task, kFollowedFamily);
  f_.ir.CreateCondBr(f_.ir.CreateICmpNE(inside, f_.Constant(0)), pass, leave_);
  f_.ir.SetInsertPoint(plain);
  if (by_pid) EmitPidFilter();
  f_.ir.CreateBr(pass);
  f_.ir.SetInsertPoint(pass);
}

// A byte of output for each object: reading so many bytes calls the program so often, and events can be taken
// in between. Struct bpf_iter_meta and the context begin so for every program (include/uapi/linux/bpf.h).
void ProgramFrame::EmitStep() {
  Value* meta = f_.ir.CreateIntToPtr(ReadContext(f_, 0, 8), f_.ir.getPtrTy());
  Value* output = f_.ir.CreateLoad(f_.ir.getPtrTy(), meta, true);
  Value* byte = f_.StackSlot(1);
  f_.ir.CreateStore(f_.ir.getInt8(0), byte);
  f_.CallHelper(Helper::SeqWrite, {output, byte, f_.ir.getInt32(1)});
}

void ProgramFrame::Enter() {
  f_.exit = f_.NewBlock("exit");
  leave_ = f_.NewBlock("leave");
  result_ = f_.handles.return_value = f_.ir.CreateAlloca(f_.ir.getInt64Ty(), nullptr, "result");
  mask_ = f_.ir.CreateAlloca(f_.ir.getPtrTy(), nullptr, "scratch_mask");
  bit_ = f_.ir.CreateAlloca(f_.ir.getInt64Ty(), nullptr, "scratch_bit");
  // A tracepoint that returns 0 hides the event from everyone else who listens to it.
  const bool tracepoint = f_.plan().program == ProgramType::Tracepoint;
  f_.ir.CreateStore(f_.Constant(tracepoint ? 1 : 0), f_.handles.return_value);

  Block* start = f_.NewBlock("start");
  f_.ir.CreateBr(start);
  f_.ir.SetInsertPoint(start);
  if ((f_.row().flags & Special) == 0) CheckThatItRuns();
  Value* key = f_.StackSlot(4);
  f_.ir.CreateStore(f_.ir.getInt32(0), key);
  f_.handles.ledger = f_.CallHelper(Helper::MapLookup, {f_.module().runtime_maps().ledger(), key});
  f_.handles.ledger = f_.ir.CreateIntToPtr(f_.handles.ledger, f_.ir.getPtrTy());
  Block* counted = f_.NewBlock("counted");
  f_.ir.CreateCondBr(f_.ir.CreateIsNotNull(f_.handles.ledger), counted, leave_);
  f_.ir.SetInsertPoint(counted);
  Count(f_, bundle::LedgerKind::ProbeHits, f_.program.index());
  EnterGuard();

  if (f_.plan().may_sleep()) f_.ScratchWords(8);  // a slot, by which a run is known to be under way
  if ((f_.row().flags & InUser) != 0) StayOnOwnStack(f_);
  prepare_ = f_.NewBlock("prepare");
  f_.ir.CreateBr(prepare_);
  f_.ir.SetInsertPoint(f_.NewBlock("variables"));
}

void ProgramFrame::Leave() {
  if (room_ != nullptr) room_->setOperand(1, f_.Constant(f_.program.written()));
  Block* variables = prepare_->getNextNode();
  f_.ir.SetInsertPoint(prepare_);
  f_.SetLocation(f_.probe().range);
  if (f_.program.scratch().peak() > 0) {
    AcquireScratch();
    CheckAgain();
    Value* memory = f_.ir.CreateLoad(f_.ir.getPtrTy(), f_.handles.scratch);
    const bool parts = f_.split() != nullptr && !f_.split()->saved_context.empty();
    Block* found = parts || f_.program.context_copy() ? f_.NewBlock("save") : variables;
    // A lookup of an array element cannot fail, but the verifier wants to see that.
    f_.ir.CreateCondBr(f_.ir.CreateIsNotNull(memory), found, done_);
    if (found != variables) {
      f_.ir.SetInsertPoint(found);
      SaveContext(f_, memory);
      f_.ir.CreateBr(variables);
    }
  } else {
    f_.ir.CreateBr(variables);
  }
  f_.ir.SetInsertPoint(f_.exit);
  if (f_.program.in_scratch()) {  // the result is in scratch memory, which is about to be given back
    f_.ir.CreateStore(f_.ir.CreateLoad(f_.ir.getInt64Ty(), f_.handles.return_value), result_);
  }
  if (f_.program.scratch().peak() > 0) ReleaseScratch();
  f_.ir.CreateBr(done_);
  LeaveGuard();
  f_.ir.SetInsertPoint(leave_);
  // An iterator's other number than 0 would mean: call it once more with this object. On a trampoline the
  // kernel allows none.
  const bool fixed = f_.plan().program == ProgramType::Tracing;
  Value* result = f_.Constant(0);
  if (!fixed) result = f_.ir.CreateLoad(f_.ir.getInt64Ty(), result_);
  f_.ir.CreateRet(f_.ir.CreateTrunc(result, f_.ir.getInt32Ty()));
  f_.exit->moveAfter(&f_.function.back());
  if (done_ != leave_) done_->moveAfter(&f_.function.back());
  leave_->moveAfter(&f_.function.back());
}

}  // namespace sonde::codegen
