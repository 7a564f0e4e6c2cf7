// Waiting for memory of the traced program. Leaves: MayWait, RunsAsSleepable, StayOnOwnStack, ReadBytesAgain,
// ReadTextAgain. Covered by tests/codegen/faults_test.cpp and tests/run/sleepable.test.
//
// The first read is the one that every program makes: it costs nothing more where the memory is there. A word
// of the read-only data says whether the program may wait on the kernel that runs it; where it is 0 the
// verifier drops the second read, whose helper other programs may not call.
#include "codegen/faults.h"

#include <cstddef>

#include "codegen/program.h"
#include "typed/space.h"

namespace sonde::codegen {
namespace {

constexpr uint64_t kPage = 4096;  // bytes; larger pages are tried several times

constexpr uint64_t kSleepable = 1;
constexpr uint64_t kNever = 2;  // what ReadOnlyData::kernel_calls is on no kernel

// Whether the word at `offset` of the read-only data is `value`, i1: a constant to the verifier.
Value* ReadOnlyWordIs(FunctionEmitter& f, uint32_t offset, uint64_t value) {
  Value* word = f.module().data().ReadOnlyField(offset);
  return f.ir.CreateICmpEQ(f.ir.CreateLoad(f.ir.getInt64Ty(), word, true), f.Constant(value));
}

Value* Failed(FunctionEmitter& f, Value* result) {
  return f.ir.CreateICmpSLT(result, f.Constant(0));
}

// Emits `again`, whose value takes the place of a `result` that is an error.
Value* Retry(FunctionEmitter& f, Value* result, const std::function<void(Value* slot)>& again) {
  Value* slot = f.StackSlot(8);
  f.ir.CreateStore(result, slot);
  f.Branch(Failed(f, result), [&] { f.Branch(RunsAsSleepable(f), [&] { again(slot); }); });
  return f.ir.CreateLoad(f.ir.getInt64Ty(), slot);
}

}  // namespace

// bundle::ProbeMeta::sleep_word says so.
Value* RunsAsSleepable(FunctionEmitter& f) {
  return ReadOnlyWordIs(f, f.module().SleepWord(f.program.index()), kSleepable);
}

bool MayWait(FunctionEmitter& f, AddressSpace space) {
  return space == AddressSpace::User && f.plan().may_sleep() && !f.role.awake;
}

bool MayWait(FunctionEmitter& f, const typed::Expr& expr) {
  return MayWait(f, AddressSpace::User) && typed::ReadsUserMemory(expr);
}

// The kernel gives no other to a program with tail calls (check_max_stack_depth of kernel/bpf/verifier.c),
// and looks for those before it drops what is never reached.
void StayOnOwnStack(FunctionEmitter& f) {
  f.Branch(ReadOnlyWordIs(f, offsetof(ReadOnlyData, kernel_calls), kNever),
           [&] { f.CallHelper(Helper::TailCall, {f.handles.context, f.Constant(0), f.Constant(0)}); });
}

Value* ReadBytesAgain(FunctionEmitter& f, Value* result, Value* to, Value* length, Value* address) {
  return Retry(f, result, [&](Value* slot) {
    f.ir.CreateStore(f.CallHelper(Helper::CopyFromUser, {to, length, address}), slot);
  });
}

// Where the text ends is not known: page by page is touched, until the text can be read as a whole or a page
// is none of the program's.
Value* ReadTextAgain(FunctionEmitter& f, Value* result, Value* to, Value* size, Value* address,
                     uint32_t most) {
  const uint64_t pages = (most + kPage - 2) / kPage + 1;
  return Retry(f, result, [&](Value* slot) {
    auto* word = f.ir.getInt64Ty();
    const Mark mark = f.MarkTemporaries();
    Value* byte = f.Temporary(1);
    Value* touched = f.StackSlot(8);
    Value* at = f.StackSlot(8);
    f.ir.CreateStore(f.Constant(0), touched);
    f.ir.CreateStore(address, at);
    Block* touch = f.NewBlock("touch");
    Block* there = f.NewBlock("there");
    Block* next = f.NewBlock("next_page");
    Block* done = f.NewBlock("read_again");
    f.ir.CreateBr(touch);
    f.ir.SetInsertPoint(touch);
    Value* page = f.ir.CreateLoad(word, at);
    Value* copied = f.CallHelper(Helper::CopyFromUser, {byte, f.ir.getInt32(1), page});
    f.ir.CreateCondBr(Failed(f, copied), done, there);
    f.ir.SetInsertPoint(there);
    Value* read = f.CallHelper(Helper::ProbeReadUserStr, {to, size, address});
    f.ir.CreateStore(read, slot);
    f.ir.CreateCondBr(Failed(f, read), next, done);
    f.ir.SetInsertPoint(next);
    f.ir.CreateStore(f.ir.CreateAdd(f.ir.CreateOr(page, kPage - 1), f.Constant(1)), at);
    Value* number = f.ir.CreateAdd(f.ir.CreateLoad(word, touched), f.Constant(1));
    f.ir.CreateStore(number, touched);
    f.ir.CreateCondBr(f.ir.CreateICmpULT(number, f.Constant(pages)), touch, done);
    f.ir.SetInsertPoint(done);
    f.ReleaseTemporaries(mark);
  });
}

}  // namespace sonde::codegen
