// Watchpoints on arguments of functions. Leaves: CheckWatched, EmitWatch, ForgetWatched. Covered by
// tests/run/watchpoint.test.
//
// The entry of the function has a program of its own, which looks whether the address is watched in this
// process. If not it asks the runtime, which opens breakpoints and enters the address in a map. Until then
// that program does not return, so that the function has not begun when its memory is watched. It goes on by
// itself when tracing ends, and after a while in any case: nobody has to wake it, and nothing of the process
// has to be put right.
#include "codegen/watch.h"

#include <linux/bpf_perf_event.h>

#include <cstddef>

#include "codegen/builtins.h"
#include "codegen/callbacks.h"
#include "codegen/context.h"
#include "codegen/counters.h"
#include "codegen/events.h"
#include "codegen/faults.h"
#include "codegen/program.h"
#include "codegen/registers.h"
#include "codegen/task_values.h"

namespace sonde::codegen {
namespace {

constexpr uint64_t kMostWaitNs = 2000000000;
constexpr uint64_t kMostBusyWaitNs = 20000000;  // of a program that may not let others have the CPU
constexpr uint32_t kMostRounds = 1U << 23U;     // the kernel's limit for bpf_loop

Value* CurrentProcess(FunctionEmitter& f) {
  return f.ir.CreateLShr(EmitPidTgid(f), 32);
}

// A WatchKey.
Value* KeyOf(FunctionEmitter& f, Value* address, Value* process, uint32_t probe) {
  Value* key = f.StackSlot(sizeof(WatchKey));
  f.StoreInteger(f.At(key, offsetof(WatchKey, address)), address, 8);
  f.StoreInteger(f.At(key, offsetof(WatchKey, process)), process, 4);
  f.StoreInteger(f.At(key, offsetof(WatchKey, probe)), f.Constant(probe), 4);
  return key;
}

// Whether the map has an entry, i1.
Value* IsKnown(FunctionEmitter& f, Value* key) {
  Value* entry = f.CallHelper(Helper::MapLookup, {f.module().runtime_maps().NeedWatched(), key});
  return f.ir.CreateICmpNE(entry, f.Constant(0));
}

// The same, of what the probe that arms has in its variables.
Value* IsAnswered(FunctionEmitter& f) {
  Value* address = f.LoadVariable(typed::kWatchedAddress);
  Value* process = f.LoadVariable(typed::kWatchedProcess);
  return IsKnown(f, KeyOf(f, address, process, f.program.index() - 1));
}

Value* HasStopped(FunctionEmitter& f) {
  Value* stop = f.At(f.module().data().writable(), offsetof(ControlData, stop));
  return f.ir.CreateICmpNE(f.ir.CreateLoad(f.ir.getInt64Ty(), stop, true), f.Constant(0));
}

void LeaveIf(FunctionEmitter& f, Value* condition) {
  Block* on = f.NewBlock("wait_on");
  f.ir.CreateCondBr(condition, f.loops.back().out, on);
  f.ir.SetInsertPoint(on);
}

// Reading memory by this helper lets others have the CPU, on kernels of every kind: the one who is waited for
// may have no other. It fails where the process has been killed.
void YieldOrLeave(FunctionEmitter& f) {
  Value* byte = f.StackSlot(1);
  Value* place = LoadWord(f, kInstructionPointerOffset);
  Value* task = KnownTask(f);
  Value* result =
      f.CallHelper(Helper::CopyFromUserTask, {byte, f.ir.getInt32(1), place, task, f.Constant(0)});
  LeaveIf(f, f.ir.CreateICmpSLT(result, f.Constant(0)));
}

void EmitWait(FunctionEmitter& f) {
  const bool may_sleep = f.plan().may_sleep();
  Value* most = f.Constant(kMostBusyWaitNs);
  if (may_sleep) most = f.ir.CreateSelect(RunsAsSleepable(f), f.Constant(kMostWaitNs), most);
  f.ir.CreateStore(f.ir.CreateAdd(f.CallHelper(Helper::KtimeNs, {}), most),
                   f.VariableAt(typed::kWatchDeadline));
  const Loop loop = MakeLoop(f, "wait", 1, [may_sleep](FunctionEmitter& round) {
    LeaveIf(round, HasStopped(round));
    LeaveIf(round, IsAnswered(round));
    Value* now = round.CallHelper(Helper::KtimeNs, {});
    LeaveIf(round, round.ir.CreateICmpUGE(now, round.LoadVariable(typed::kWatchDeadline)));
    if (may_sleep) round.Branch(RunsAsSleepable(round), [&] { YieldOrLeave(round); });
  });
  RunLoop(f, Helper::Loop, f.ir.getInt32(kMostRounds), loop);
  f.Branch(
      IsAnswered(f), [] {},
      [&] {
        f.Branch(HasStopped(f), [] {}, [&] { Count(f, bundle::LedgerKind::WatchLate, f.program.index()); });
      });
}

}  // namespace

void CheckWatched(FunctionEmitter& f, Block* out) {
  Value* address = ReadContext(f, offsetof(bpf_perf_event_data, addr), 8);
  Value* key = KeyOf(f, address, CurrentProcess(f), f.program.index());
  Block* meant = f.NewBlock("watched");
  f.ir.CreateCondBr(IsKnown(f, key), meant, out);
  f.ir.SetInsertPoint(meant);
}

void EmitWatch(FunctionEmitter& f, const typed::Send& stmt, uint32_t size) {
  const ProbeKind kind = f.module().program().probes[f.program.index() - 1].target.spec.kind;
  f.Branch(
      IsAnswered(f), [] {},
      [&] {
        Value* record = ReserveRecord(f, size);
        f.Branch(
            f.ir.CreateIsNotNull(record),
            [&] {
              f.StoreInteger(record, f.Constant(stmt.event), 4);
              f.StoreInteger(f.At(record, 4), f.Constant(f.program.index()), 4);
              f.StoreInteger(f.At(record, 8), f.LoadVariable(typed::kWatchedProcess), 8);
              f.StoreInteger(f.At(record, 16), f.LoadVariable(typed::kWatchedAddress), 8);
              SubmitEvent(f, record);
              if (kind == ProbeKind::Watchpoint) EmitWait(f);
            },
            [&] { Count(f, bundle::LedgerKind::EventsLost, f.program.index()); });
      });
}

void ForgetWatched(FunctionEmitter& f, Value* address) {
  const auto& probes = f.module().program().probes;
  Value* process = nullptr;
  for (uint32_t i = 0; i < probes.size(); ++i) {
    if (!IsArmedLater(probes[i].target.spec)) continue;
    if (process == nullptr) process = CurrentProcess(f);
    f.CallHelper(Helper::MapDelete, {f.module().runtime_maps().NeedWatched(), KeyOf(f, address, process, i)});
  }
}

}  // namespace sonde::codegen
