// Builtins: process, time, arguments, stacks, the traced function. Leaves: ProgramEmitter's builtin members.
// Covered by the run tests of builtins.
#include <cstddef>

#include "codegen/program.h"

namespace sonde::codegen {

// tgid << 32 | tid, as seen in sonde's own pid namespace. The namespace is a constant patched before load, so
// the verifier drops the branch that does not apply.
llvm::Value* ProgramEmitter::ReadPidTgid() {
  const auto constant_of = [&](size_t offset) {
    return builder_.CreateLoad(builder_.getInt64Ty(), module_.ReadOnlyField(static_cast<uint32_t>(offset)),
                               true);
  };
  Value* result = StackSlot(8);
  Value* inode = constant_of(offsetof(ReadOnlyData, pid_ns_ino));
  Branch(
      builder_.CreateICmpEQ(inode, Constant(0)),
      [&] { builder_.CreateStore(Call(Helper::CurrentPidTgid, {}), result); },
      [&] {
        // struct bpf_pidns_info { u32 pid; u32 tgid; }: read as one little-endian word it is the same pair.
        const Mark mark = MarkTemporaries();
        Value* info = Temporary(8);
        builder_.CreateStore(Constant(0), info);
        Call(Helper::NsCurrentPidTgid,
             {constant_of(offsetof(ReadOnlyData, pid_ns_dev)), inode, info, builder_.getInt32(8)});
        builder_.CreateStore(builder_.CreateLoad(builder_.getInt64Ty(), info), result);
        ReleaseTemporaries(mark);
      });
  return builder_.CreateLoad(builder_.getInt64Ty(), result);
}

llvm::Value* ProgramEmitter::EmitPidTgid() {
  if (!weights_) return ReadPidTgid();
  return builder_.CreateCall(Shared("pid_tgid", {}, true, [&](llvm::Function&) { return ReadPidTgid(); }),
                             {});
}

llvm::Value* ProgramEmitter::ContextWord(uint32_t offset) {
  return LoadContext(offset, 8);
}

llvm::Value* ProgramEmitter::EmitBuiltin(const typed::Builtin& node) {
  const auto low = [&](Value* value) { return builder_.CreateAnd(value, Constant(0xffffffffU)); };
  const auto constant_of = [&](size_t offset) {
    return builder_.CreateLoad(builder_.getInt64Ty(), module_.ReadOnlyField(static_cast<uint32_t>(offset)),
                               true);
  };
  switch (node.id) {
    case BuiltinId::Pid:
      return builder_.CreateLShr(EmitPidTgid(), 32);
    case BuiltinId::Tid:
      return low(EmitPidTgid());
    case BuiltinId::Uid:
      return low(Call(Helper::CurrentUidGid, {}));
    case BuiltinId::Gid:
      return builder_.CreateLShr(Call(Helper::CurrentUidGid, {}), 32);
    case BuiltinId::Cpu:
      return low(Call(Helper::SmpProcessorId, {}));
    case BuiltinId::Ncpus:
      return constant_of(offsetof(ReadOnlyData, cpu_count));
    case BuiltinId::NumaId:
      return low(Call(Helper::NumaNodeId, {}));
    case BuiltinId::Nsecs:
      return Call(Helper::KtimeBootNs, {});
    case BuiltinId::Elapsed:
      return builder_.CreateSub(Call(Helper::KtimeBootNs, {}),
                                constant_of(offsetof(ReadOnlyData, start_boot_ns)));
    case BuiltinId::Jiffies:
      return Call(Helper::Jiffies64, {});
    case BuiltinId::Rand:
      return low(Call(Helper::PrandomU32, {}));
    case BuiltinId::Cgroup:
      return Call(Helper::CurrentCgroupId, {});
    case BuiltinId::Curtask:
      return Call(Helper::CurrentTask, {});
    case BuiltinId::Cpid:
      return constant_of(offsetof(ReadOnlyData, child_pid));
    case BuiltinId::Retval:
      return ContextWord(kReturnOffset);
    case BuiltinId::Arg:
      return ContextWord(row_.context == ContextKind::RawArguments ? 8 * node.argument
                                                                   : kArgumentOffsets[node.argument]);
    case BuiltinId::Comm:
    case BuiltinId::Args:
    case BuiltinId::Func:
    case BuiltinId::Probe:
    case BuiltinId::ProbeType:
    case BuiltinId::Kstack:
    case BuiltinId::Ustack:
      break;
  }
  assert(false && "not a register-typed builtin");
  return Constant(0);
}

void ProgramEmitter::EmitBuiltinInto(const typed::Builtin& node, Value* to) {
  assert(node.id == BuiltinId::Comm);
  // Newer kernels pad with zeroes, 6.1 does not; a key must have no stale bytes.
  Zero(to, SizeOf(*node.type));
  Call(Helper::CurrentComm, {to, builder_.getInt32(SizeOf(*node.type))});
}

// The entry address of the traced function, or which of the probe's targets it is (bundle::kTargetOfProbe).
// Kernel probes and multi-attached user probes have a helper for it; a user entry probe stands on it. Where
// the kernel turns out to have no multi attachment the helper knows nothing, but each target has its cookie.
llvm::Value* ProgramEmitter::EmitFunctionAddress() {
  const bool user = (row_.flags & InUser) != 0;
  if (!user) return Call(Helper::FuncIp, {context_});
  if (probe_.target.multi) {
    Value* address = Call(Helper::FuncIp, {context_});
    Value* result = StackSlot(8);
    builder_.CreateStore(address, result);
    Branch(builder_.CreateICmpEQ(address, Constant(0)),
           [&] { builder_.CreateStore(Call(Helper::AttachCookie, {context_}), result); });
    return builder_.CreateLoad(builder_.getInt64Ty(), result);
  }
  if ((row_.flags & AtReturn) == 0) return ContextWord(kInstructionPointerOffset);
  return Constant(bundle::kTargetOfProbe);
}

void ProgramEmitter::EmitUserSymbolInto(const typed::Symbol& node, Value* to) {
  Value* address = node.address ? EmitScalar(*node.address) : EmitFunctionAddress();
  builder_.CreateStore(address, to);
  StoreInteger(At(to, 8), builder_.CreateLShr(EmitPidTgid(), 32), 4);
  StoreInteger(At(to, 12), Constant(index_), 4);
}

// Layouts: ValueKind. The helper clears what it does not fill.
void ProgramEmitter::EmitStackInto(const typed::Stack& node, Value* to) {
  const bool user = node.type->kind == TypeKind::UserStack;
  const uint32_t bytes = 8 * node.type->count;
  if (user) {
    StoreInteger(to, builder_.CreateLShr(EmitPidTgid(), 32), 4);
    StoreInteger(At(to, 4), Constant(index_), 4);
    to = At(to, 8);
  }
  if (bytes == 0) {
    builder_.CreateStore(Constant(0), to);
    return;
  }
  Value* written = Call(Helper::GetStack,
                        {context_, At(to, 8), builder_.getInt32(bytes), Constant(user ? kUserStack : 0)});
  Value* failed = builder_.CreateICmpSLT(written, Constant(0));
  Value* frames = builder_.CreateSelect(failed, Constant(0), builder_.CreateLShr(written, 3));
  builder_.CreateStore(frames, to);
  if (!user) {
    Branch(failed, [&] { Count(bundle::LedgerKind::StackFailed, LocationIndex(node.range)); });
  }
}

}  // namespace sonde::codegen
