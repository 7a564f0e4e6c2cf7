// What the statements of a split program have in common is a function: an event of a few numbers, one access
// to a map, one lookup. A statement then costs a few instructions, and the kernel, which rewrites the whole
// program for every lookup that it inlines, rewrites it once per function. Programs that are not split have
// all of it in place. Leaves: ProgramEmitter's Shared, Lookup, CallShared, EmitSharedEvent. Covered by
// tests/codegen/pieces_test.cpp and tests/run/large.test.
#include <algorithm>
#include <cstddef>

#include "codegen/program.h"

namespace sonde::codegen {

using typed::As;
using typed::ExprKind;

namespace {

// Whether the verifier may take the value for a pointer, which a global function cannot be given. What comes
// out of memory is none, but the address of what lies there is one: a text can be converted to a pointer.
bool MayPoint(const typed::Expr* expr) {
  if (expr == nullptr) return false;
  switch (expr->kind) {
    case ExprKind::Builtin:
      return expr->type->kind == TypeKind::Pointer;
    case ExprKind::Integer:
    case ExprKind::Variable:
    case ExprKind::ContextField:
    case ExprKind::Increment:
    case ExprKind::Parameter:
    case ExprKind::MapRead:
    case ExprKind::MapHasKey:
    case ExprKind::MapLength:
    case ExprKind::StackLength:
    case ExprKind::StringLength:
    case ExprKind::FoundValue:
    case ExprKind::FindText:
    case ExprKind::MapDelete:
    case ExprKind::MapFind:
    case ExprKind::Call:
      return InMemory(*expr->type);
    case ExprKind::Field:
      return expr->type->kind != TypeKind::Integer;
    case ExprKind::Unary:
      return MayPoint(As<typed::Unary>(*expr).operand.get());
    case ExprKind::Convert:
      return MayPoint(As<typed::Convert>(*expr).operand.get());
    case ExprKind::Binary: {
      const auto& node = As<typed::Binary>(*expr);
      return MayPoint(node.left.get()) || MayPoint(node.right.get());
    }
    case ExprKind::Ternary: {
      const auto& node = As<typed::Ternary>(*expr);
      return MayPoint(node.then.get()) || MayPoint(node.otherwise.get()) || MayPoint(node.value.get());
    }
    case ExprKind::IfValue: {
      const auto& node = As<typed::IfValue>(*expr);
      return MayPoint(node.then.value.get()) || MayPoint(node.otherwise.value.get());
    }
    default:
      return true;
  }
}

}  // namespace

llvm::Function* ProgramEmitter::Shared(const std::string& name, const std::vector<llvm::Type*>& parameters,
                                       bool global, const std::function<Value*(llvm::Function&)>& body) {
  const std::string full_name = NameOf(name);
  if (llvm::Function* made = module_.module().getFunction(full_name)) return made;
  llvm::Function* function = nullptr;
  Aside([&] {
    std::vector<bool> pointers;
    for (const llvm::Type* type : parameters)
      pointers.push_back(type->isPointerTy());
    function = BeginFunction(full_name, llvm::FunctionType::get(builder_.getInt64Ty(), parameters, false),
                             module_.debug().Subprogram(full_name, probe_.range, pointers, global));
    if (global) function->setLinkage(llvm::GlobalValue::ExternalLinkage);
    in_piece_ = true;
    in_shared_ = true;
    context_ = ledger_ = frame_ = nullptr;
    Value* result = body(*function);
    builder_.CreateRet(result);
  });
  return function;
}

llvm::Value* ProgramEmitter::Lookup(llvm::GlobalVariable* map, Value* key) {
  if (!weights_ || in_shared_) return Call(Helper::MapLookup, {map, key});
  return builder_.CreateCall(
      Shared("lookup_" + map->getName().str(), {builder_.getPtrTy()}, false,
             [&](llvm::Function& function) { return Call(Helper::MapLookup, {map, function.getArg(0)}); }),
      {key});
}

llvm::Value* ProgramEmitter::MemoryOfSlot(Value* slot) {
  llvm::Function* made = Shared("scratch", {builder_.getInt64Ty()}, false, [&](llvm::Function& function) {
    Value* key = StackSlot(4);
    builder_.CreateStore(builder_.CreateTrunc(function.getArg(0), builder_.getInt32Ty()), key);
    return Call(Helper::MapLookup, {module_.scratch(), key});
  });
  return builder_.CreateIntToPtr(builder_.CreateCall(made, {slot}), builder_.getPtrTy());
}

llvm::Value* ProgramEmitter::LedgerOfCpu() {
  llvm::Function* made = Shared("ledger", {}, false, [&](llvm::Function&) {
    Value* key = StackSlot(4);
    builder_.CreateStore(builder_.getInt32(0), key);
    return Call(Helper::MapLookup, {module_.ledger(), key});
  });
  return builder_.CreateIntToPtr(builder_.CreateCall(made, {}), builder_.getPtrTy());
}

llvm::Value* ProgramEmitter::SlotIndex() {
  return builder_.CreateLoad(builder_.getInt64Ty(), scratch_index_);
}

ProgramEmitter::SharedKey ProgramEmitter::KeyArgument(uint32_t map, const typed::Expr* key) {
  if (key == nullptr) return {};
  if (InMemory(*module_.program().maps[map].key)) return {EmitKey(map, key), true};
  return {EmitScalar(*key), MayPoint(key)};
}

// A key in a register is stored by the function itself. `name` must tell apart whatever `body` depends on
// beside the map.
llvm::Value* ProgramEmitter::CallShared(const std::string& name, uint32_t map, const SharedKey& key,
                                        const typed::Expr* source, Value* operand,
                                        const std::function<Value*(Value*, Value*)>& body) {
  const bool local = key.may_point || MayPoint(source);
  std::vector<llvm::Type*> types;
  std::vector<Value*> args;
  for (Value* arg : {key.value, operand}) {
    if (arg == nullptr) continue;
    types.push_back(arg->getType());
    args.push_back(arg);
  }
  const std::string full_name = name + std::to_string(map) + (local ? "_local" : "");
  llvm::Function* made = Shared(full_name, types, !local, [&](llvm::Function& function) {
    Value* memory = nullptr;
    if (key.value == nullptr) {
      memory = EmitKey(map, nullptr);
    } else if (key.value->getType()->isPointerTy()) {
      memory = function.getArg(0);
    } else {
      memory = Temporary(module_.metadata().maps[map].StoredKeySize());
      StoreInteger(memory, function.getArg(0), SizeOf(*module_.program().maps[map].key));
      FinishKey(map, memory);
    }
    return body(memory,
                operand == nullptr ? nullptr : function.getArg(static_cast<unsigned>(args.size() - 1)));
  });
  return builder_.CreateCall(made, args);
}

// An event that was made in scratch memory. In the ring buffer it would be two branches for the verifier.
void ProgramEmitter::OutputShared(uint32_t size) {
  auto* word = builder_.getInt64Ty();
  llvm::Function* made = Shared("output", {word, word}, true, [&](llvm::Function& function) {
    Value* memory = MemoryOfSlot(function.getArg(0));
    Branch(builder_.CreateIsNotNull(memory), [&] {
      Value* flags = WakeFlags();
      Value* bytes = Opaque(function.getArg(1));
      Branch(builder_.CreateICmpULE(bytes, Constant(weights_->event_bytes())), [&] {
        Value* event = At(memory, event_offset_);
        Value* result = Call(Helper::RingbufOutput, {module_.ring_buffer(), event, bytes, flags});
        Branch(
            builder_.CreateICmpNE(builder_.CreateTrunc(result, builder_.getInt32Ty()), builder_.getInt32(0)),
            [&] { Count(bundle::LedgerKind::EventsLost, index_); });
      });
    });
    return Constant(0);
  });
  builder_.CreateCall(made, {SlotIndex(), Constant(size)});
}

// EventHeader in one word.
llvm::Value* ProgramEmitter::EventHeaderOf(uint32_t event) {
  return Constant(event | uint64_t{index_} << 32U);
}

// An event whose arguments are a few numbers: `size` is the record's.
bool ProgramEmitter::EmitSharedEvent(const typed::Emit& stmt, const std::vector<Value*>& values,
                                     uint32_t size) {
  constexpr size_t kMostWords = 4;  // and the header: functions have five parameters
  if (!weights_ || values.size() > kMostWords) return false;
  bool local = false;
  for (size_t i = 0; i < values.size(); ++i) {
    if (InMemory(*stmt.args[i]->type)) return false;
    local |= MayPoint(stmt.args[i].get());
  }
  std::vector<Value*> args = {EventHeaderOf(stmt.event)};
  args.insert(args.end(), values.begin(), values.end());
  const std::vector<llvm::Type*> types(args.size(), builder_.getInt64Ty());
  const std::string name = "event" + std::to_string(values.size()) + (local ? "_local" : "");
  llvm::Function* made = Shared(name, types, !local, [&](llvm::Function& function) -> Value* {
    Value* record = ReserveRecord(size);
    Branch(
        builder_.CreateIsNotNull(record),
        [&] {
          for (unsigned i = 0; i < function.arg_size(); ++i)
            StoreInteger(At(record, 8ULL * i), function.getArg(i), 8);
          SubmitEvent(record);
        },
        [&] { Count(bundle::LedgerKind::EventsLost, index_); });
    return Constant(0);
  });
  builder_.CreateCall(made, args);
  return true;
}

}  // namespace sonde::codegen
