// Plain maps: reading, assigning, in-place updates, keys. Leaves: EmitWord, EmitBytes and
// EmitStmt of map nodes, LowerHasKey, LowerDelete, EmitMapLength.
// Covered by the run tests of maps.
#include <cerrno>
#include <cstddef>

#include "codegen/counters.h"
#include "codegen/elements.h"
#include "codegen/expressions.h"
#include "codegen/fields.h"
#include "codegen/functions.h"
#include "codegen/maps.h"
#include "codegen/operators.h"
#include "codegen/places.h"
#include "codegen/program.h"
#include "codegen/shared.h"
#include "codegen/shared_access.h"
#include "codegen/statements.h"
#include "codegen/thread_table.h"
#include "codegen/variables.h"

namespace sonde::codegen {
namespace {

// An integer map whose values can be added to atomically.
bool IsWord(const Type& type) {
  return SizeOf(type) == 8;
}

// BPF has atomic adds on 4 and 8 bytes; narrower values are loaded and stored. Returns the old value, if
// `fetch`: with the weakest ordering LLVM selects the cheaper instruction that does not fetch it.
Value* AtomicAdd(FunctionEmitter& f, Value* pointer, Value* amount, const Type& type, bool fetch) {
  const uint32_t bytes = SizeOf(type);
  if (bytes < 4) {
    Value* old = f.LoadInteger(pointer, type);
    f.StoreInteger(pointer, f.ir.CreateAdd(old, amount), bytes);
    return old;
  }
  auto* integer = f.ir.getIntNTy(8 * bytes);
  const auto ordering =
      fetch ? llvm::AtomicOrdering::SequentiallyConsistent : llvm::AtomicOrdering::Monotonic;
  Value* old = f.ir.CreateAtomicRMW(llvm::AtomicRMWInst::Add, pointer, f.ir.CreateTrunc(amount, integer),
                                    llvm::Align(bytes), ordering);
  return f.Extend(old, type);
}

Value* ReadElement(FunctionEmitter& f, const typed::MapRead& node, Value* key) {
  Value* result = f.StackSlot(8);
  Value* found = FindElement(f, node.map, key);
  f.ir.CreateStore(f.Constant(0), result);
  CountMissing(f, found, node.range);
  f.Branch(f.ir.CreateIsNotNull(found), [&] { f.ir.CreateStore(f.LoadInteger(found, *node.type), result); });
  return f.ir.CreateLoad(f.ir.getInt64Ty(), result);
}

// Called by the kernel for every element of a map, and does nothing: the kernel counts the calls.
llvm::Function* CountingCallback(FunctionEmitter& f) {
  static constexpr const char* kName = "count_element";
  constexpr unsigned kArguments = 3;  // map, key, value
  if (llvm::Function* existing = f.module().module().getFunction(kName)) return existing;
  std::vector<llvm::Type*> types(kArguments, f.ir.getInt64Ty());
  types.push_back(f.ir.getPtrTy());
  auto* type = llvm::FunctionType::get(f.ir.getInt64Ty(), types, false);
  llvm::Function* callback = f.module().functions().NewCallback(
      type, f.module().debug().Callback(kName, f.probe().range, kArguments));
  llvm::IRBuilder<> code(llvm::BasicBlock::Create(f.module().module().getContext(), "entry", callback));
  code.CreateRet(code.getInt64(0));
  return callback;
}

void AssignTo(FunctionEmitter& f, uint32_t map, Value* key, Value* value) {
  if (f.module().maps().store(map).threads != nullptr) return AssignThreadElement(f, map, key, value);
  AssignElement(f, map, key, value);
}

// What an increment leaves behind, as the map's type holds it.
Value* Stepped(FunctionEmitter& f, Value* old, Value* step, const Type& type) {
  Value* changed = f.ir.CreateAdd(old, step);
  if (SizeOf(type) >= 8) return changed;
  return f.Extend(f.ir.CreateTrunc(changed, f.ir.getIntNTy(8 * SizeOf(type))), type);
}

Value* IncrementElement(FunctionEmitter& f, const typed::Increment& node, Value* key) {
  const Type& type = *f.module().program().maps[node.map].value;
  Value* step = StepOf(f, node, type);
  Value* initial = f.Temporary(8);
  f.ir.CreateStore(f.Constant(0), initial);
  f.SetLocation(node.range);
  Value* value = LookupOrInsert(f, node.map, key, initial);
  Value* result = f.StackSlot(8);
  f.ir.CreateStore(f.Constant(0), result);
  f.Branch(f.ir.CreateIsNotNull(value), [&] {
    Value* old = AtomicAdd(f, value, step, type, node.result_used);
    f.ir.CreateStore(node.prefix ? Stepped(f, old, step, type) : old, result);
  });
  return f.ir.CreateLoad(f.ir.getInt64Ty(), result);
}

void UpdateValue(FunctionEmitter& f, const typed::UpdateMap& stmt, Value* pointer, Value* operand) {
  const Type& type = *f.module().program().maps[stmt.map].value;
  f.SetLocation(stmt.range);
  if (stmt.op == BinaryOp::Add || stmt.op == BinaryOp::Sub) {
    AtomicAdd(f, pointer, stmt.op == BinaryOp::Add ? operand : f.ir.CreateNeg(operand), type, false);
    return;
  }
  const auto bitwise = [&]() -> llvm::AtomicRMWInst::BinOp {
    if (stmt.op == BinaryOp::BitAnd) return llvm::AtomicRMWInst::And;
    if (stmt.op == BinaryOp::BitOr) return llvm::AtomicRMWInst::Or;
    if (stmt.op == BinaryOp::BitXor) return llvm::AtomicRMWInst::Xor;
    return llvm::AtomicRMWInst::BAD_BINOP;
  }();
  if (bitwise != llvm::AtomicRMWInst::BAD_BINOP && IsWord(type)) {
    f.ir.CreateAtomicRMW(bitwise, pointer, operand, llvm::Align(8), llvm::AtomicOrdering::Monotonic);
    return;
  }
  Value* old = f.LoadInteger(pointer, type);
  f.StoreInteger(pointer, EmitArithmetic(f, stmt.op, old, operand, stmt.is_signed, stmt.range), SizeOf(type));
}

void UpdateElement(FunctionEmitter& f, const typed::UpdateMap& stmt, Value* key, Value* operand) {
  Value* initial = f.Temporary(8);
  f.ir.CreateStore(f.Constant(0), initial);
  f.SetLocation(stmt.range);
  Value* value = LookupOrInsert(f, stmt.map, key, initial);
  f.Branch(f.ir.CreateIsNotNull(value), [&] { UpdateValue(f, stmt, value, operand); });
}

}  // namespace

Value* EmitWord(FunctionEmitter& f, const typed::MapRead& node) {
  const MapStore& store = f.module().maps().store(node.map);
  if (f.module().program().maps[node.map].value->kind == TypeKind::Aggregate)
    return EmitAggregateRead(f, node);
  if (store.storage == bundle::MapStorage::Global)
    return f.LoadInteger(f.At(ScalarSlot(f, node.map), 8), *node.type,
                         f.split() != nullptr);  // see LoadVariable
  if (f.split() && !f.module().options().missing_keys) {
    const SharedKey key = KeyArgument(f, node.map, node.key.get());
    f.SetLocation(node.range);
    const std::string name =
        "read" + std::to_string(SizeOf(*node.type)) + (node.type->is_signed ? "_signed" : "_");
    return CallShared(
        f, name, node.map, key, nullptr, nullptr,
        [&](FunctionEmitter& inner, Value* at, Value*) { return ReadElement(inner, node, at); });
  }
  const Mark mark = f.MarkTemporaries();
  Value* key = EmitKey(f, node.map, node.key.get());
  f.SetLocation(node.range);
  Value* value = ReadElement(f, node, key);
  f.ReleaseTemporaries(mark);
  return value;
}

void EmitBytes(FunctionEmitter& f, const typed::MapRead& node, Value* to, Tail /*tail*/) {
  if (f.module().program().maps[node.map].value->kind == TypeKind::Aggregate) {
    return EmitStatisticsInto(f, node, to);
  }
  const MapStore& store = f.module().maps().store(node.map);
  const uint32_t bytes = SizeOf(*node.type);
  if (store.storage == bundle::MapStorage::Global) return f.Copy(to, f.At(ScalarSlot(f, node.map), 8), bytes);
  Value* key = EmitKey(f, node.map, node.key.get());
  f.SetLocation(node.range);
  Value* found = FindElement(f, node.map, key);
  CountMissing(f, found, node.range);
  f.Branch(f.ir.CreateIsNotNull(found), [&] { f.Copy(to, found, bytes); }, [&] { f.Zero(to, bytes); });
}

Value* LowerHasKey(FunctionEmitter& f, const typed::Apply& node) {
  Value* key = EmitKey(f, node.map, node.args[0].get());
  f.SetLocation(node.range);
  Value* found = FindElement(f, node.map, key);
  // Opaque: LLVM would join the comparison with others by an `or` of their operands, one of them a pointer.
  return f.Opaque(f.ir.CreateZExt(f.ir.CreateIsNotNull(found), f.ir.getInt64Ty()));
}

// One look-up; the variable is written only where there is a value.
Value* EmitWord(FunctionEmitter& f, const typed::MapFind& node) {
  const Mark mark = f.MarkTemporaries();
  Value* result = f.StackSlot(8);
  Value* key = EmitKey(f, node.map, node.key.get());
  f.SetLocation(node.range);
  Value* found = FindElement(f, node.map, key);
  f.ir.CreateStore(f.Constant(0), result);
  f.Branch(f.ir.CreateIsNotNull(found), [&] {
    f.found = {found, key};
    EmitAssignVariable(f, node.slot, node.value.get());
    f.ir.CreateStore(f.Constant(1), result);
  });
  f.ReleaseTemporaries(mark);
  return f.ir.CreateLoad(f.ir.getInt64Ty(), result);
}

// A function of the kernel that adds up a counter per CPU, where there is one (6.6): the verifier knows the
// constant and drops the other branch. Else the helper comes by every element and returns how many there
// were. A count of our own on the stack would be followed by the verifier, from 6.7 on call by call, and a
// comparison with it would never be proved to end.
Value* EmitMapLength(FunctionEmitter& f, uint32_t index) {
  f.module().maps().Walk(index);
  llvm::GlobalVariable* map = f.module().maps().store(index).map;
  Value* result = f.StackSlot(8);
  Value* kernel_calls = f.ir.CreateLoad(
      f.ir.getInt64Ty(), f.module().data().ReadOnlyField(offsetof(ReadOnlyData, kernel_calls)), true);
  f.Branch(
      f.ir.CreateICmpNE(kernel_calls, f.Constant(0)),
      [&] { f.ir.CreateStore(f.CallHelper(Helper::ElementCount, {map}), result); },
      [&] {
        f.ir.CreateStore(
            f.CallHelper(Helper::ForEachMapElem, {map, CountingCallback(f), f.Constant(0), f.Constant(0)}),
            result);
      });
  return f.ir.CreateLoad(f.ir.getInt64Ty(), result);
}

Value* LowerDelete(FunctionEmitter& f, const typed::Apply& node) {
  f.module().maps().SetNotAdditive(node.map);
  const MapStore& store = f.module().maps().store(node.map);
  if (store.storage == bundle::MapStorage::Global) {
    Value* set = ScalarSlot(f, node.map);
    Value* was = f.ir.CreateLoad(f.ir.getInt64Ty(), set);
    f.Zero(set, 8 + store.value_size);
    return was;
  }
  Value* key = EmitKey(f, node.map, node.args.empty() ? nullptr : node.args[0].get());
  f.SetLocation(node.range);
  if (store.storage == bundle::MapStorage::PerCpuScalar) {
    // Only this CPU's part can be reached from here; the others are cleared by looking each one up.
    Value* was = f.StackSlot(8);
    f.ir.CreateStore(f.Constant(0), was);
    Value* cpu = f.StackSlot(8);
    f.ir.CreateStore(f.Constant(0), cpu);
    Value* cpus = f.ir.CreateLoad(f.ir.getInt64Ty(),
                                  f.module().data().ReadOnlyField(offsetof(ReadOnlyData, cpu_count)), true);
    Block* loop = f.NewBlock("unset");
    Block* done = f.NewBlock("unset_done");
    f.ir.CreateBr(loop);
    f.ir.SetInsertPoint(loop);
    Value* i = f.ir.CreateLoad(f.ir.getInt64Ty(), cpu);
    Value* part = f.ir.CreateIntToPtr(
        f.CallHelper(Helper::MapLookupPercpu, {store.map, key, f.ir.CreateTrunc(i, f.ir.getInt32Ty())}),
        f.ir.getPtrTy());
    f.Branch(f.ir.CreateIsNotNull(part), [&] {
      Value* set = f.ir.CreateLoad(f.ir.getInt64Ty(), part);
      f.ir.CreateStore(f.ir.CreateOr(f.ir.CreateLoad(f.ir.getInt64Ty(), was), set), was);
      f.Zero(part, 8 + store.value_size);
    });
    Value* next = f.ir.CreateAdd(i, f.Constant(1));
    f.ir.CreateStore(next, cpu);
    f.ir.CreateCondBr(f.ir.CreateICmpULT(next, cpus), loop, done);
    f.ir.SetInsertPoint(done);
    return f.ir.CreateLoad(f.ir.getInt64Ty(), was);
  }
  return store.threads != nullptr ? DeleteThreadElement(f, node.map, key) : DeleteElement(f, node.map, key);
}

void EmitStmt(FunctionEmitter& f, const typed::AssignMap& stmt) {
  f.module().maps().SetNotAdditive(stmt.map);
  const MapStore& store = f.module().maps().store(stmt.map);
  const Type& type = *f.module().program().maps[stmt.map].value;
  if (store.storage == bundle::MapStorage::Global) {
    Value* slot = ScalarSlot(f, stmt.map);
    if (InMemory(type)) {
      f.Copy(f.At(slot, 8), EmitAddress(f, *stmt.value), SizeOf(type));
    } else {
      f.StoreInteger(f.At(slot, 8), EmitScalar(f, *stmt.value), SizeOf(type));
    }
    f.ir.CreateStore(f.Constant(1), slot);
    return;
  }
  if (f.split() && !InMemory(type)) {
    const SharedKey key = KeyArgument(f, stmt.map, stmt.key.get());
    Value* value = EmitScalar(f, *stmt.value);
    f.SetLocation(stmt.range);
    CallShared(f, "assign", stmt.map, key, stmt.value.get(), value,
               [&](FunctionEmitter& inner, Value* at, Value* operand) {
                 Value* memory = inner.Temporary(8);
                 inner.StoreInteger(memory, operand, SizeOf(type));
                 AssignTo(inner, stmt.map, at, memory);
                 return inner.Constant(0);
               });
    return;
  }
  Value* key = EmitKey(f, stmt.map, stmt.key.get());
  Value* value = nullptr;
  if (InMemory(type)) {
    value = EmitAddress(f, *stmt.value);
  } else {
    value = f.Temporary(8);
    f.StoreInteger(value, EmitScalar(f, *stmt.value), SizeOf(type));
  }
  f.SetLocation(stmt.range);
  AssignTo(f, stmt.map, key, value);
}

// @m[key] op= value. Additions and the bit operations of 8-byte values are atomic, so that no CPU loses
// another's update; the rest is load, compute, store.
void EmitStmt(FunctionEmitter& f, const typed::UpdateMap& stmt) {
  Value* operand = EmitScalar(f, *stmt.operand);
  if (stmt.op != BinaryOp::Add && stmt.op != BinaryOp::Sub) f.module().maps().SetNotAdditive(stmt.map);
  if (f.module().maps().store(stmt.map).storage == bundle::MapStorage::Global) {
    Value* slot = ScalarSlot(f, stmt.map);
    UpdateValue(f, stmt, f.At(slot, 8), operand);
    f.ir.CreateStore(f.Constant(1), slot);
    return;
  }
  // A division by zero is counted where it is.
  const bool divides = stmt.op == BinaryOp::Div || stmt.op == BinaryOp::Mod;
  if (f.split() && !divides) {
    const SharedKey key = KeyArgument(f, stmt.map, stmt.key.get());
    f.SetLocation(stmt.range);
    const std::string name =
        "update" + std::to_string(static_cast<int>(stmt.op)) + (stmt.is_signed ? "_signed" : "_");
    CallShared(f, name, stmt.map, key, stmt.operand.get(), operand,
               [&](FunctionEmitter& inner, Value* at, Value* value) {
                 UpdateElement(inner, stmt, at, value);
                 return inner.Constant(0);
               });
    return;
  }
  UpdateElement(f, stmt, EmitKey(f, stmt.map, stmt.key.get()), operand);
}

Value* EmitWord(FunctionEmitter& f, const typed::FoundValue& node) {
  const bool aggregate = f.module().program().maps[node.map].value->kind == TypeKind::Aggregate;
  return aggregate ? CombineAggregate(f, node.map, f.found.key, node.range)
                   : f.LoadInteger(f.found.value, *node.type);
}

void EmitBytes(FunctionEmitter& f, const typed::FoundValue& node, Value* to, Tail /*tail*/) {
  f.Copy(to, f.found.value, SizeOf(*node.type));
}

Value* EmitMapIncrement(FunctionEmitter& f, const typed::Increment& node) {
  const MapStore& store = f.module().maps().store(node.map);
  const Type& type = *f.module().program().maps[node.map].value;
  if (store.storage == bundle::MapStorage::Global) {
    Value* slot = ScalarSlot(f, node.map);
    Value* step = StepOf(f, node, type);
    Value* old = AtomicAdd(f, f.At(slot, 8), step, type, node.result_used);
    f.ir.CreateStore(f.Constant(1), slot);
    return node.prefix ? Stepped(f, old, step, type) : old;
  }
  Value* old = nullptr;
  if (f.split()) {
    const SharedKey key = KeyArgument(f, node.map, node.key.get());
    f.SetLocation(node.range);
    const std::string name = std::string(node.result_used ? "fetch" : "step") + (node.prefix ? "_new" : "") +
                             (node.decrement ? "_down" : "") + std::to_string(node.step) + "_";
    old = CallShared(
        f, name, node.map, key, nullptr, nullptr,
        [&](FunctionEmitter& inner, Value* at, Value*) { return IncrementElement(inner, node, at); });
  } else {
    const Mark mark = f.MarkTemporaries();
    old = IncrementElement(f, node, EmitKey(f, node.map, node.key.get()));
    f.ReleaseTemporaries(mark);
  }
  return node.result_used ? old : f.Constant(0);
}

}  // namespace sonde::codegen
