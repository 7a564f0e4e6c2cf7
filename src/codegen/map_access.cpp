// Plain maps: reading, assigning, in-place updates, keys. Leaves: ProgramEmitter's map members.
// Covered by the run tests of maps.
#include <cerrno>
#include <cstddef>

#include "codegen/program.h"

namespace sonde::codegen {

llvm::Value* ProgramEmitter::ScalarSlot(uint32_t map) {
  return At(module_.bss(), module_.store(map).offset);
}

llvm::Value* ProgramEmitter::EmitKey(uint32_t map, const typed::Expr* key) {
  if (key == nullptr) {  // the one entry of a per-CPU scalar
    Value* index = Temporary(4);
    Value* generation = builder_.CreateAnd(Generation(map), Constant(1));
    builder_.CreateStore(builder_.CreateTrunc(generation, builder_.getInt32Ty()), index);
    return index;
  }
  Value* memory = Temporary(module_.metadata().maps[map].StoredKeySize());
  EmitInto(*key, memory);
  FinishKey(map, memory);
  return memory;
}

// What follows the key of the script: bundle::MapMeta::generation.
void ProgramEmitter::FinishKey(uint32_t map, Value* key) {
  if (module_.store(map).generation == 0) return;
  const uint32_t size = SizeOf(*module_.program().maps[map].key);
  const uint32_t whole = module_.metadata().maps[map].StoredKeySize();
  Zero(At(key, size), whole - 8 - size);
  StoreInteger(At(key, whole - 8), Generation(map), 8);
}

// Which of two sets of entries is in use.
llvm::Value* ProgramEmitter::Generation(uint32_t map) {
  const uint32_t offset = module_.store(map).generation;
  if (offset == 0) return Constant(0);
  return builder_.CreateLoad(builder_.getInt64Ty(), At(module_.bss(), offset), true);
}

namespace {

// An integer map whose values can be added to atomically.
bool IsWord(const Type& type) {
  return SizeOf(type) == 8;
}

}  // namespace

// BPF has atomic adds on 4 and 8 bytes; narrower values are loaded and stored. Returns the old value, if
// `fetch`: with the weakest ordering LLVM selects the cheaper instruction that does not fetch it.
llvm::Value* ProgramEmitter::AtomicAdd(Value* pointer, Value* amount, const Type& type, bool fetch) {
  const uint32_t bytes = SizeOf(type);
  if (bytes < 4) {
    Value* old = LoadInteger(pointer, type);
    StoreInteger(pointer, builder_.CreateAdd(old, amount), bytes);
    return old;
  }
  auto* integer = builder_.getIntNTy(8 * bytes);
  const auto ordering =
      fetch ? llvm::AtomicOrdering::SequentiallyConsistent : llvm::AtomicOrdering::Monotonic;
  Value* old = builder_.CreateAtomicRMW(llvm::AtomicRMWInst::Add, pointer,
                                        builder_.CreateTrunc(amount, integer), llvm::Align(bytes), ordering);
  return Extend(old, type);
}

llvm::Value* ProgramEmitter::EmitMapRead(const typed::MapRead& node) {
  const MapStore& store = module_.store(node.map);
  if (module_.program().maps[node.map].value->kind == TypeKind::Aggregate) return EmitAggregateRead(node);
  if (store.storage == bundle::MapStorage::Global)
    return LoadInteger(At(ScalarSlot(node.map), 8), *node.type, weights_ != nullptr);  // see LoadVariable
  if (weights_ && !module_.missing_keys()) {
    const SharedKey key = KeyArgument(node.map, node.key.get());
    SetLocation(node.range);
    const std::string name =
        "read" + std::to_string(SizeOf(*node.type)) + (node.type->is_signed ? "_signed" : "_");
    return CallShared(name, node.map, key, nullptr, nullptr,
                      [&](Value* at, Value*) { return ReadElement(node, at); });
  }
  const Mark mark = MarkTemporaries();
  Value* key = EmitKey(node.map, node.key.get());
  SetLocation(node.range);
  Value* value = ReadElement(node, key);
  ReleaseTemporaries(mark);
  return value;
}

llvm::Value* ProgramEmitter::ReadElement(const typed::MapRead& node, Value* key) {
  Value* result = StackSlot(8);
  Value* found = builder_.CreateIntToPtr(Lookup(module_.store(node.map).map, key), builder_.getPtrTy());
  builder_.CreateStore(Constant(0), result);
  CountMissing(found, node.range);
  Branch(builder_.CreateIsNotNull(found),
         [&] { builder_.CreateStore(LoadInteger(found, *node.type), result); });
  return builder_.CreateLoad(builder_.getInt64Ty(), result);
}

void ProgramEmitter::CountMissing(Value* found, SourceRange range) {
  if (!module_.missing_keys()) return;
  Branch(builder_.CreateIsNull(found), [&] { Count(bundle::LedgerKind::MissingKey, LocationIndex(range)); });
}

void ProgramEmitter::EmitMapReadInto(const typed::MapRead& node, Value* to) {
  if (module_.program().maps[node.map].value->kind == TypeKind::Aggregate) {
    return EmitStatisticsInto(node, to);
  }
  const MapStore& store = module_.store(node.map);
  const uint32_t bytes = SizeOf(*node.type);
  if (store.storage == bundle::MapStorage::Global) return Copy(to, At(ScalarSlot(node.map), 8), bytes);
  Value* key = EmitKey(node.map, node.key.get());
  SetLocation(node.range);
  Value* found = builder_.CreateIntToPtr(Lookup(store.map, key), builder_.getPtrTy());
  CountMissing(found, node.range);
  Branch(builder_.CreateIsNotNull(found), [&] { Copy(to, found, bytes); }, [&] { Zero(to, bytes); });
}

llvm::Value* ProgramEmitter::EmitHasKey(const typed::MapHasKey& node) {
  Value* key = EmitKey(node.map, node.key.get());
  SetLocation(node.range);
  Value* found = Lookup(module_.store(node.map).map, key);
  // Opaque: LLVM would join the comparison with others by an `or` of their operands, one of them a pointer.
  return Opaque(builder_.CreateZExt(builder_.CreateICmpNE(found, Constant(0)), builder_.getInt64Ty()));
}

// One look-up; the variable is written only where there is a value.
llvm::Value* ProgramEmitter::EmitMapFind(const typed::MapFind& node) {
  const Mark mark = MarkTemporaries();
  Value* result = StackSlot(8);
  Value* key = EmitKey(node.map, node.key.get());
  SetLocation(node.range);
  Value* found = builder_.CreateIntToPtr(Lookup(module_.store(node.map).map, key), builder_.getPtrTy());
  builder_.CreateStore(Constant(0), result);
  Branch(builder_.CreateIsNotNull(found), [&] {
    found_ = found;
    found_key_ = key;
    EmitAssignVariable(node.slot, node.value.get());
    builder_.CreateStore(Constant(1), result);
  });
  ReleaseTemporaries(mark);
  return builder_.CreateLoad(builder_.getInt64Ty(), result);
}

// Called by the kernel for every element of a map, and does nothing: the kernel counts the calls.
llvm::Function* ProgramEmitter::CountingCallback() {
  static constexpr const char* kName = "count_element";
  constexpr unsigned kArguments = 3;  // map, key, value
  if (llvm::Function* existing = module_.module().getFunction(kName)) return existing;
  std::vector<llvm::Type*> types(kArguments, builder_.getInt64Ty());
  types.push_back(builder_.getPtrTy());
  auto* type = llvm::FunctionType::get(builder_.getInt64Ty(), types, false);
  auto* callback = llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, kName, module_.module());
  callback->addFnAttr(llvm::Attribute::NoUnwind);
  callback->addFnAttr(llvm::Attribute::NoInline);
  callback->addFnAttr("target-cpu", "v3");
  callback->setSubprogram(module_.debug().Callback(kName, probe_.range, kArguments));
  llvm::IRBuilder<> code(llvm::BasicBlock::Create(module_.module().getContext(), "entry", callback));
  code.CreateRet(code.getInt64(0));
  return callback;
}

// A function of the kernel that adds up a counter per CPU, where there is one (6.6): the verifier knows the
// constant and drops the other branch. Else the helper comes by every element and returns how many there
// were. A count of our own on the stack would be followed by the verifier, from 6.7 on call by call, and a
// comparison with it would never be proved to end.
llvm::Value* ProgramEmitter::EmitMapLength(const typed::MapLength& node) {
  module_.Walk(node.map);
  llvm::GlobalVariable* map = module_.store(node.map).map;
  Value* result = StackSlot(8);
  Value* kernel_counts = builder_.CreateLoad(
      builder_.getInt64Ty(), module_.ReadOnlyField(offsetof(ReadOnlyData, kernel_counts)), true);
  Branch(
      builder_.CreateICmpNE(kernel_counts, Constant(0)),
      [&] { builder_.CreateStore(Call(Helper::ElementCount, {map}), result); },
      [&] {
        builder_.CreateStore(
            Call(Helper::ForEachMapElem, {map, CountingCallback(), Constant(0), Constant(0)}), result);
      });
  return builder_.CreateLoad(builder_.getInt64Ty(), result);
}

llvm::Value* ProgramEmitter::EmitMapDelete(const typed::MapDelete& node) {
  module_.metadata().maps[node.map].additive = false;
  const MapStore& store = module_.store(node.map);
  if (store.storage == bundle::MapStorage::Global) {
    Value* set = ScalarSlot(node.map);
    Value* was = builder_.CreateLoad(builder_.getInt64Ty(), set);
    Zero(set, 8 + store.value_size);
    return was;
  }
  Value* key = EmitKey(node.map, node.key.get());
  SetLocation(node.range);
  if (store.storage == bundle::MapStorage::PerCpuScalar) {
    // Only this CPU's part can be reached from here; the others are cleared by looking each one up.
    Value* was = StackSlot(8);
    builder_.CreateStore(Constant(0), was);
    Value* cpu = StackSlot(8);
    builder_.CreateStore(Constant(0), cpu);
    Value* cpus = builder_.CreateLoad(builder_.getInt64Ty(),
                                      module_.ReadOnlyField(offsetof(ReadOnlyData, cpu_count)), true);
    Block* loop = NewBlock("unset");
    Block* done = NewBlock("unset_done");
    builder_.CreateBr(loop);
    builder_.SetInsertPoint(loop);
    Value* i = builder_.CreateLoad(builder_.getInt64Ty(), cpu);
    Value* part = builder_.CreateIntToPtr(
        Call(Helper::MapLookupPercpu, {store.map, key, builder_.CreateTrunc(i, builder_.getInt32Ty())}),
        builder_.getPtrTy());
    Branch(builder_.CreateIsNotNull(part), [&] {
      Value* set = builder_.CreateLoad(builder_.getInt64Ty(), part);
      builder_.CreateStore(builder_.CreateOr(builder_.CreateLoad(builder_.getInt64Ty(), was), set), was);
      Zero(part, 8 + store.value_size);
    });
    Value* next = builder_.CreateAdd(i, Constant(1));
    builder_.CreateStore(next, cpu);
    builder_.CreateCondBr(builder_.CreateICmpULT(next, cpus), loop, done);
    builder_.SetInsertPoint(done);
    return builder_.CreateLoad(builder_.getInt64Ty(), was);
  }
  Value* result = Call(Helper::MapDelete, {store.map, key});
  Value* existed =
      builder_.CreateICmpEQ(builder_.CreateTrunc(result, builder_.getInt32Ty()), builder_.getInt32(0));
  return builder_.CreateZExt(existed, builder_.getInt64Ty());
}

void ProgramEmitter::EmitAssignMap(const typed::AssignMap& stmt) {
  module_.metadata().maps[stmt.map].additive = false;
  const MapStore& store = module_.store(stmt.map);
  const Type& type = *module_.program().maps[stmt.map].value;
  if (store.storage == bundle::MapStorage::Global) {
    Value* slot = ScalarSlot(stmt.map);
    if (InMemory(type)) {
      Copy(At(slot, 8), EmitAddress(*stmt.value), SizeOf(type));
    } else {
      StoreInteger(At(slot, 8), EmitScalar(*stmt.value), SizeOf(type));
    }
    builder_.CreateStore(Constant(1), slot);
    return;
  }
  if (weights_ && !InMemory(type)) {
    const SharedKey key = KeyArgument(stmt.map, stmt.key.get());
    Value* value = EmitScalar(*stmt.value);
    SetLocation(stmt.range);
    CallShared("assign", stmt.map, key, stmt.value.get(), value, [&](Value* at, Value* operand) {
      Value* memory = Temporary(8);
      StoreInteger(memory, operand, SizeOf(type));
      AssignElement(stmt.map, at, memory);
      return Constant(0);
    });
    return;
  }
  Value* key = EmitKey(stmt.map, stmt.key.get());
  Value* value = nullptr;
  if (InMemory(type)) {
    value = EmitAddress(*stmt.value);
  } else {
    value = Temporary(8);
    StoreInteger(value, EmitScalar(*stmt.value), SizeOf(type));
  }
  SetLocation(stmt.range);
  AssignElement(stmt.map, key, value);
}

void ProgramEmitter::AssignElement(uint32_t map, Value* key, Value* value) {
  Value* result = Call(Helper::MapUpdate, {module_.store(map).map, key, value, Constant(kUpdateAny)});
  // Up to 6.3 the kernel's function returns an int: the upper half says nothing.
  Value* code = builder_.CreateTrunc(result, builder_.getInt32Ty());
  Branch(builder_.CreateICmpSLT(code, builder_.getInt32(0)),
         [&] { Count(bundle::LedgerKind::UpdateFailed, map); });
}

// Looks the key up; a missing one is inserted with `initial` unless another CPU was faster, and
// looked up again.
llvm::Value* ProgramEmitter::LookupOrInsert(uint32_t map, Value* key, Value* initial) {
  llvm::GlobalVariable* bpf_map = module_.store(map).map;
  Value* result = StackSlot(8);
  Value* found = builder_.CreateIntToPtr(Lookup(bpf_map, key), builder_.getPtrTy());
  builder_.CreateStore(found, result);
  Branch(builder_.CreateIsNull(found), [&] {
    Value* inserted = Call(Helper::MapUpdate, {bpf_map, key, initial, Constant(kUpdateNoExist)});
    Value* again = builder_.CreateIntToPtr(Lookup(bpf_map, key), builder_.getPtrTy());
    builder_.CreateStore(again, result);
    Branch(builder_.CreateIsNull(again), [&] {
      Value* code = builder_.CreateTrunc(inserted, builder_.getInt32Ty());
      Branch(
          builder_.CreateICmpEQ(code, builder_.getInt32(static_cast<uint32_t>(-ENOMEM))),
          [&] { Count(bundle::LedgerKind::UpdateNoMemory, map); },
          [&] { Count(bundle::LedgerKind::UpdateFailed, map); });
    });
  });
  return builder_.CreateLoad(builder_.getPtrTy(), result);
}

// What an increment leaves behind, as the map's type holds it.
llvm::Value* ProgramEmitter::Stepped(Value* old, Value* step, const Type& type) {
  Value* changed = builder_.CreateAdd(old, step);
  if (SizeOf(type) >= 8) return changed;
  return Extend(builder_.CreateTrunc(changed, builder_.getIntNTy(8 * SizeOf(type))), type);
}

llvm::Value* ProgramEmitter::EmitMapIncrement(const typed::Increment& node) {
  const MapStore& store = module_.store(node.map);
  const Type& type = *module_.program().maps[node.map].value;
  if (store.storage == bundle::MapStorage::Global) {
    Value* slot = ScalarSlot(node.map);
    Value* step = StepOf(node, type);
    Value* old = AtomicAdd(At(slot, 8), step, type, node.result_used);
    builder_.CreateStore(Constant(1), slot);
    return node.prefix ? Stepped(old, step, type) : old;
  }
  Value* old = nullptr;
  if (weights_) {
    const SharedKey key = KeyArgument(node.map, node.key.get());
    SetLocation(node.range);
    const std::string name = std::string(node.result_used ? "fetch" : "step") + (node.prefix ? "_new" : "") +
                             (node.decrement ? "_down" : "") + std::to_string(node.step) + "_";
    old = CallShared(name, node.map, key, nullptr, nullptr,
                     [&](Value* at, Value*) { return IncrementElement(node, at); });
  } else {
    const Mark mark = MarkTemporaries();
    old = IncrementElement(node, EmitKey(node.map, node.key.get()));
    ReleaseTemporaries(mark);
  }
  return node.result_used ? old : Constant(0);
}

llvm::Value* ProgramEmitter::IncrementElement(const typed::Increment& node, Value* key) {
  const Type& type = *module_.program().maps[node.map].value;
  Value* step = StepOf(node, type);
  Value* initial = Temporary(8);
  builder_.CreateStore(Constant(0), initial);
  SetLocation(node.range);
  Value* value = LookupOrInsert(node.map, key, initial);
  Value* result = StackSlot(8);
  builder_.CreateStore(Constant(0), result);
  Branch(builder_.CreateIsNotNull(value), [&] {
    Value* old = AtomicAdd(value, step, type, node.result_used);
    builder_.CreateStore(node.prefix ? Stepped(old, step, type) : old, result);
  });
  return builder_.CreateLoad(builder_.getInt64Ty(), result);
}

// @m[key] op= value. Additions and the bit operations of 8-byte values are atomic, so that no CPU loses
// another's update; the rest is load, compute, store.
void ProgramEmitter::EmitUpdateMap(const typed::UpdateMap& stmt) {
  Value* operand = EmitScalar(*stmt.operand);
  if (stmt.op != BinaryOp::Add && stmt.op != BinaryOp::Sub)
    module_.metadata().maps[stmt.map].additive = false;
  if (module_.store(stmt.map).storage == bundle::MapStorage::Global) {
    Value* slot = ScalarSlot(stmt.map);
    UpdateValue(stmt, At(slot, 8), operand);
    builder_.CreateStore(Constant(1), slot);
    return;
  }
  // A division by zero is counted where it is.
  const bool divides = stmt.op == BinaryOp::Div || stmt.op == BinaryOp::Mod;
  if (weights_ && !divides) {
    const SharedKey key = KeyArgument(stmt.map, stmt.key.get());
    SetLocation(stmt.range);
    const std::string name =
        "update" + std::to_string(static_cast<int>(stmt.op)) + (stmt.is_signed ? "_signed" : "_");
    CallShared(name, stmt.map, key, stmt.operand.get(), operand, [&](Value* at, Value* value) {
      UpdateElement(stmt, at, value);
      return Constant(0);
    });
    return;
  }
  UpdateElement(stmt, EmitKey(stmt.map, stmt.key.get()), operand);
}

void ProgramEmitter::UpdateElement(const typed::UpdateMap& stmt, Value* key, Value* operand) {
  Value* initial = Temporary(8);
  builder_.CreateStore(Constant(0), initial);
  SetLocation(stmt.range);
  Value* value = LookupOrInsert(stmt.map, key, initial);
  Branch(builder_.CreateIsNotNull(value), [&] { UpdateValue(stmt, value, operand); });
}

void ProgramEmitter::UpdateValue(const typed::UpdateMap& stmt, Value* pointer, Value* operand) {
  const Type& type = *module_.program().maps[stmt.map].value;
  SetLocation(stmt.range);
  if (stmt.op == BinaryOp::Add || stmt.op == BinaryOp::Sub) {
    AtomicAdd(pointer, stmt.op == BinaryOp::Add ? operand : builder_.CreateNeg(operand), type, false);
    return;
  }
  const auto bitwise = [&]() -> llvm::AtomicRMWInst::BinOp {
    if (stmt.op == BinaryOp::BitAnd) return llvm::AtomicRMWInst::And;
    if (stmt.op == BinaryOp::BitOr) return llvm::AtomicRMWInst::Or;
    if (stmt.op == BinaryOp::BitXor) return llvm::AtomicRMWInst::Xor;
    return llvm::AtomicRMWInst::BAD_BINOP;
  }();
  if (bitwise != llvm::AtomicRMWInst::BAD_BINOP && IsWord(type)) {
    builder_.CreateAtomicRMW(bitwise, pointer, operand, llvm::Align(8), llvm::AtomicOrdering::Monotonic);
    return;
  }
  Value* old = LoadInteger(pointer, type);
  StoreInteger(pointer, EmitArithmetic(stmt.op, old, operand, stmt.is_signed, stmt.range), SizeOf(type));
}

}  // namespace sonde::codegen
