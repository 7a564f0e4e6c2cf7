// Values of the current task. Leaves: TaskPidTgid, TaskUidGid, TaskComm, CurrentCpu, KnownTask, TaskAddress,
// ExpandTaskValues. Covered by tests/codegen/task_values_test.cpp.
#include "codegen/task_values.h"

#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>

#include <cstddef>

#include "codegen/program.h"
#include "codegen/strings.h"

namespace sonde::codegen {
namespace {

// Functions that exist until ExpandTaskValues has made code of their calls. Their argument is the task where
// it is loaded from, else null.
constexpr const char* kPidTgid = "sonde.pid_tgid";
constexpr const char* kUidGid = "sonde.uid_gid";
constexpr const char* kComm = "sonde.comm";  // and which of its words

// LLVM may join calls of one path, and leave out what nobody uses.
llvm::CallInst* WithoutEffects(llvm::CallInst* call) {
  call->setMemoryEffects(llvm::MemoryEffects::none());
  call->setDoesNotThrow();
  call->addFnAttr(llvm::Attribute::WillReturn);
  return call;
}

llvm::CallInst* CallWithoutEffects(FunctionEmitter& f, Helper helper) {
  return WithoutEffects(llvm::cast<llvm::CallInst>(f.CallHelper(helper, {})));
}

Value* Pointer(FunctionEmitter& f, Value* number) {
  return f.ir.CreateIntToPtr(number, f.ir.getPtrTy());
}

Value* CallNamed(FunctionEmitter& f, const char* name, Value* task, uint64_t word) {
  auto* type = llvm::FunctionType::get(f.ir.getInt64Ty(), {f.ir.getPtrTy(), f.ir.getInt64Ty()}, false);
  return WithoutEffects(
      f.ir.CreateCall(f.module().module().getOrInsertFunction(name, type), {task, f.Constant(word)}));
}

// The rest of the code of one value, in front of the call that stands for it.
class Expansion {
 public:
  // `memory`: of the function, null until it is needed.
  Expansion(llvm::CallInst& call, const GlobalData& data, Value*& memory)
      : call_(call), data_(data), memory_(memory), ir_(&call) {}

  void PidTgid() {
    Value* inode = Word(offsetof(ReadOnlyData, pid_ns_ino));
    Replace(Choose(
        ir_.CreateICmpEQ(inode, ir_.getInt64(0)),
        [&] {
          return FromTask(
              [&] {
                Value* process = LoadField(task(), offsetof(TaskLayout, tgid), ir_.getInt32Ty());
                Value* thread = LoadField(task(), offsetof(TaskLayout, pid), ir_.getInt32Ty());
                return Pair(process, thread);
              },
              [&] { return Call(Helper::CurrentPidTgid, {}); });
        },
        [&] {
          // struct bpf_pidns_info { u32 pid; u32 tgid; }: read as one little-endian word it is the same pair.
          constexpr uint32_t kSize = 8;
          Value* info = OnStack();
          Value* device = Word(offsetof(ReadOnlyData, pid_ns_dev));
          Call(Helper::NsCurrentPidTgid,
               {device, Word(offsetof(ReadOnlyData, pid_ns_ino)), info, ir_.getInt32(kSize)});
          return ir_.CreateLoad(ir_.getInt64Ty(), info);
        }));
  }

  // Both are of the initial namespace of users, as the numbers in struct cred are.
  void UidGid() {
    Replace(FromTask(
        [&] {
          Value* owner = LoadField(task(), offsetof(TaskLayout, cred), ir_.getPtrTy());
          Value* user = LoadField(owner, offsetof(TaskLayout, uid), ir_.getInt32Ty());
          Value* group = LoadField(owner, offsetof(TaskLayout, gid), ir_.getInt32Ty());
          return Pair(group, user);
        },
        [&] { return Call(Helper::CurrentUidGid, {}); }));
  }

  void Comm() {
    const uint64_t at = 8 * llvm::cast<llvm::ConstantInt>(call_.getArgOperand(1))->getZExtValue();
    Replace(FromTask([&] { return LoadField(task(), offsetof(TaskLayout, comm), ir_.getInt64Ty(), at); },
                     [&] {
                       // Newer kernels pad with zeroes, 6.1 does not.
                       Value* name = OnStack();
                       for (uint32_t i = 0; i < kCommSize; i += 8)
                         ir_.CreateStore(ir_.getInt64(0), At(name, i));
                       Call(Helper::CurrentComm, {name, ir_.getInt32(kCommSize)});
                       return ir_.CreateLoad(ir_.getInt64Ty(), At(name, at));
                     }));
  }

 private:
  using Make = llvm::function_ref<Value*()>;

  Value* task() { return call_.getArgOperand(0); }

  // A word of ReadOnlyData: a constant to the verifier, which leaves out what is not for this kernel.
  Value* Word(size_t offset) {
    return ir_.CreateLoad(ir_.getInt64Ty(), data_.ReadOnlyField(static_cast<uint32_t>(offset)), true);
  }

  Value* At(Value* pointer, uint64_t offset) {
    return offset == 0 ? pointer : ir_.CreateConstInBoundsGEP1_64(ir_.getInt8Ty(), pointer, offset);
  }

  // What a helper writes to and is read at once: one piece of the stack for all values of a function.
  Value* OnStack() {
    if (memory_ == nullptr) {
      llvm::BasicBlock& entry = call_.getFunction()->getEntryBlock();
      llvm::IRBuilder<> at_entry(&entry, entry.begin());
      auto* made = at_entry.CreateAlloca(llvm::ArrayType::get(ir_.getInt64Ty(), kCommSize / 8));
      made->setAlignment(llvm::Align(8));
      memory_ = made;
    }
    return memory_;
  }

  Value* Call(Helper helper, std::initializer_list<Value*> args) {
    std::vector<llvm::Type*> types;
    for (const Value* arg : args)
      types.push_back(arg->getType());
    auto* type = llvm::FunctionType::get(ir_.getInt64Ty(), types, false);
    Value* address =
        llvm::ConstantExpr::getIntToPtr(ir_.getInt64(static_cast<uint64_t>(helper)), ir_.getPtrTy());
    return ir_.CreateCall(type, address, llvm::ArrayRef<Value*>(args.begin(), args.size()));
  }

  Value* Pair(Value* high, Value* low) {
    auto* word = ir_.getInt64Ty();
    return ir_.CreateOr(ir_.CreateShl(ir_.CreateZExt(high, word), 32), ir_.CreateZExt(low, word));
  }

  // `field`: where TaskLayout says how far from `base` it lies, `more` bytes further. Volatile: joined with a
  // load from other memory it would be one instruction with two kinds of pointers.
  Value* LoadField(Value* base, size_t field, llvm::Type* type, uint64_t more = 0) {
    Value* offset = Word(offsetof(ReadOnlyData, task) + field);
    auto* pointer = ir_.getPtrTy();
    auto* add_type = llvm::FunctionType::get(pointer, {pointer, ir_.getInt64Ty()}, false);
    // The pointer has to be the destination of the addition.
    auto* add = llvm::InlineAsm::get(add_type, "$0 += $2", "=r,0,r", /*hasSideEffects=*/true);
    Value* place = ir_.CreateCall(add_type, add, {base, offset});
    return ir_.CreateAlignedLoad(type, At(place, more), llvm::Align(type->isIntegerTy(32) ? 4 : 8), true);
  }

  // Where the program has asked for the task, and the layout of tasks is known here; else by a helper.
  Value* FromTask(Make loads, Make helper) {
    if (llvm::isa<llvm::ConstantPointerNull>(task())) return helper();
    Value* known =
        ir_.CreateICmpNE(Word(offsetof(ReadOnlyData, task) + offsetof(TaskLayout, comm)), ir_.getInt64(0));
    return Choose(known, loads, helper);
  }

  Value* Choose(Value* condition, Make then, Make otherwise) {
    llvm::Instruction* yes = nullptr;
    llvm::Instruction* no = nullptr;
    llvm::Instruction* behind = &*ir_.GetInsertPoint();
    llvm::SplitBlockAndInsertIfThenElse(condition, behind, &yes, &no);
    const auto in = [&](llvm::Instruction* end, Make make) {
      ir_.SetInsertPoint(end);
      Value* value = make();
      return std::pair(value, ir_.GetInsertBlock());
    };
    const auto first = in(yes, then);
    const auto second = in(no, otherwise);
    ir_.SetInsertPoint(behind->getParent(), behind->getParent()->begin());
    llvm::PHINode* either = ir_.CreatePHI(ir_.getInt64Ty(), 2);
    either->addIncoming(first.first, first.second);
    either->addIncoming(second.first, second.second);
    ir_.SetInsertPoint(behind);
    return either;
  }

  void Replace(Value* value) {
    call_.replaceAllUsesWith(value);
    call_.eraseFromParent();
  }

  llvm::CallInst& call_;
  const GlobalData& data_;
  Value*& memory_;
  llvm::IRBuilder<> ir_;
};

}  // namespace

Value* KnownTask(FunctionEmitter& f) {
  return Pointer(f, CallWithoutEffects(f, Helper::CurrentTaskBtf));
}

Value* TaskAddress(FunctionEmitter& f) {
  return CallWithoutEffects(f, Helper::CurrentTask);
}

Value* CurrentCpu(FunctionEmitter& f) {
  return f.ir.CreateAnd(CallWithoutEffects(f, Helper::SmpProcessorId), f.Constant(UINT32_MAX));
}

// A program that needs nothing else of the task asks for both numbers at once.
Value* TaskPidTgid(FunctionEmitter& f) {
  Value* none = llvm::ConstantPointerNull::get(f.ir.getPtrTy());
  return CallNamed(f, kPidTgid, f.program.asks_for_task() ? KnownTask(f) : none, 0);
}

Value* TaskUidGid(FunctionEmitter& f) {
  return CallNamed(f, kUidGid, KnownTask(f), 0);
}

// The kernel clears what is behind the name when it sets one; should one not, keys of equal names would
// differ.
void TaskComm(FunctionEmitter& f, Value* to) {
  const Mark mark = f.MarkTemporaries();
  // A place that is stored to in smaller steps gets a copy.
  const bool in_words = f.Chunks(kCommSize, {to}).size() == kCommSize / 8;
  Value* name = in_words ? to : f.Temporary(kCommSize);
  Value* ended = f.Constant(0);
  for (uint32_t i = 0; i < kCommSize / 8; ++i) {
    Value* word = CallNamed(f, kComm, KnownTask(f), i);
    // The lowest bit that is set is that of the first zero byte.
    Value* zeroes = ZeroBytes(f, word);
    Value* before = f.ir.CreateSub(f.ir.CreateAnd(zeroes, f.ir.CreateNeg(zeroes)), f.Constant(1));
    Value* kept = f.ir.CreateAnd(word, before);  // of a word without zeroes all
    if (i > 0) kept = f.ir.CreateSelect(f.ir.CreateICmpEQ(ended, f.Constant(0)), kept, f.Constant(0));
    f.ir.CreateStore(kept, f.At(name, 8ULL * i));
    ended = zeroes;
  }
  if (!in_words) f.Copy(to, name, kCommSize);
  f.ReleaseTemporaries(mark);
}

void ExpandTaskValues(llvm::Function& function, const GlobalData& data) {
  std::vector<std::pair<llvm::CallInst*, llvm::StringRef>> calls;
  for (llvm::Instruction& instruction : llvm::instructions(function)) {
    auto* call = llvm::dyn_cast<llvm::CallInst>(&instruction);
    const llvm::Function* called = call != nullptr ? call->getCalledFunction() : nullptr;
    if (called != nullptr && called->isDeclaration() && called->getName().starts_with("sonde."))
      calls.emplace_back(call, called->getName());
  }
  Value* memory = nullptr;
  for (const auto& [call, name] : calls) {
    Expansion expansion(*call, data, memory);
    if (name == kPidTgid) expansion.PidTgid();
    if (name == kUidGid) expansion.UidGid();
    if (name == kComm) expansion.Comm();
  }
}

}  // namespace sonde::codegen
