// Loops: the kernel calls the body as a function, once per round. The verifier looks at the body once, so a
// loop may be long, and nobody has to prove that a while loop ends. Leaves: EmitStmt of While, ForRange,
// ForMap. Covered by tests/run/loops.test.
#include "codegen/loops.h"

#include "codegen/callbacks.h"
#include "codegen/counters.h"
#include "codegen/expressions.h"
#include "codegen/maps.h"
#include "codegen/program.h"
#include "codegen/statements.h"

namespace sonde::codegen {
namespace {

// The kernel's limit for bpf_loop (BPF_MAX_LOOPS).
constexpr uint64_t kMaxIterations = 1ULL << 23U;

// Rounds of a while loop. Nothing else runs on the CPU meanwhile, and a condition that stays true must not
// hang the machine.
constexpr uint64_t kMaxRounds = 1ULL << 20U;

}  // namespace

void FinishLoop(FunctionEmitter& f, Value* result, SourceRange range) {
  // The kernel inlines bpf_loop and then sets only the low half of the register for an error.
  Value* code = f.ir.CreateTrunc(result, f.ir.getInt32Ty());
  f.Branch(f.ir.CreateICmpSLT(code, f.ir.getInt32(0)),
           [&] { Count(f, bundle::LedgerKind::LoopTooLong, f.LocationIndex(range)); });
  LeaveAfterLoop(f);
}

void EmitStmt(FunctionEmitter& f, const typed::While& stmt) {
  const Loop loop = MakeLoop(f, "while", 1, [&stmt](FunctionEmitter& round) {
    // Behind the last round the condition is asked once more; if it is still true, that shows in one call
    // more.
    Value* rounds = round.function.getArg(0);
    Block* ask = round.NewBlock("while_ask");
    Block* more = round.NewBlock("while_more");
    Block* body = round.NewBlock("while_body");
    const LoopTargets targets = round.loops.back();
    round.ir.CreateCondBr(round.ir.CreateICmpUGT(rounds, round.Constant(kMaxRounds)), targets.next, ask);
    round.ir.SetInsertPoint(ask);
    round.ir.CreateCondBr(EmitCondition(round, *stmt.condition), more, targets.out);
    round.ir.SetInsertPoint(more);
    round.ir.CreateCondBr(round.ir.CreateICmpULT(rounds, round.Constant(kMaxRounds)), body, targets.next);
    round.ir.SetInsertPoint(body);
    EmitBlock(round, stmt.body);
  });
  f.SetLocation(stmt.range);
  const uint64_t calls = kMaxRounds + 2;
  Value* made = RunLoop(f, Helper::Loop, f.ir.getInt32(calls), loop);
  f.Branch(f.ir.CreateICmpUGE(f.ir.CreateTrunc(made, f.ir.getInt32Ty()), f.ir.getInt32(calls)),
           [&] { Count(f, bundle::LedgerKind::WhileStopped, f.LocationIndex(stmt.range)); });
  LeaveAfterLoop(f);
}

void EmitStmt(FunctionEmitter& f, const typed::ForRange& stmt) {
  Value* begin = EmitScalar(f, *stmt.begin);
  Value* end = EmitScalar(f, *stmt.end);
  f.SetLocation(stmt.range);
  // The first value lies in scratch memory of this loop, for the body to add its index to.
  const uint32_t begin_offset = f.ScratchWords(8);
  f.ir.CreateStore(begin, f.ScratchAt(begin_offset));
  const bool is_signed = stmt.begin->type->is_signed;
  Value* some = is_signed ? f.ir.CreateICmpSLT(begin, end) : f.ir.CreateICmpULT(begin, end);
  Value* count = f.ir.CreateSelect(some, f.ir.CreateSub(end, begin), f.Constant(0));
  // The helper takes 32 bits: a larger count must fail, not wrap.
  Value* too_many = f.Constant(kMaxIterations + 1);
  count = f.ir.CreateSelect(f.ir.CreateICmpULT(count, too_many), count, too_many);

  const Loop loop = MakeLoop(f, "range", 1, [&stmt, begin_offset](FunctionEmitter& round) {
    const Type& type = *round.probe().variables[stmt.slot].type;
    Value* first = round.ir.CreateLoad(round.ir.getInt64Ty(), round.ScratchAt(begin_offset));
    Value* value = round.ir.CreateAdd(first, round.function.getArg(0));
    if (SizeOf(type) < 8)
      value = round.Extend(round.ir.CreateTrunc(value, round.ir.getIntNTy(8 * SizeOf(type))), type);
    round.ir.CreateStore(value, round.VariableAt(stmt.slot));
    EmitBlock(round, stmt.body);
  });
  f.SetLocation(stmt.range);
  // Of a loop that it knows to be empty the kernel drops the body, and then cannot find what the call names.
  f.Branch(f.ir.CreateICmpNE(count, f.Constant(0)), [&] {
    Value* calls = f.ir.CreateTrunc(count, f.ir.getInt32Ty());
    FinishLoop(f, RunLoop(f, Helper::Loop, calls, loop), stmt.range);
  });
}

void EmitStmt(FunctionEmitter& f, const typed::ForMap& stmt) {
  f.module().maps().Walk(stmt.map);
  const Loop loop = MakeLoop(f, "map", 3, [&stmt](FunctionEmitter& round) {
    round.role.awake = true;  // as are functions made in its course
    const typed::MapInfo& info = round.module().program().maps[stmt.map];
    const Type& pair = *round.probe().variables[stmt.slot].type;
    const TupleLayout layout = LayOut(pair.elements);
    Value* key = round.ir.CreateIntToPtr(round.function.getArg(1), round.ir.getPtrTy());
    Value* value = round.ir.CreateIntToPtr(round.function.getArg(2), round.ir.getPtrTy());
    Value* to = round.VariableAt(stmt.slot);
    if (HasPadding(pair)) round.Zero(to, SizeOf(pair));
    ConvertMemory(round, key, *info.key, round.At(to, layout.offsets[0]), *pair.elements[0]);
    Value* value_at = round.At(to, layout.offsets[1]);
    if (info.value->kind == TypeKind::Aggregate) {
      round.StoreInteger(value_at, CombineAggregate(round, stmt.map, key, stmt.range), 8);
    } else {
      ConvertMemory(round, value, *info.value, value_at, *pair.elements[1]);
    }
    EmitBlock(round, stmt.body);
  });
  f.SetLocation(stmt.range);
  FinishLoop(f, RunLoop(f, Helper::ForEachMapElem, f.module().maps().store(stmt.map).map, loop), stmt.range);
}

}  // namespace sonde::codegen
