// Builtins: process, time, arguments, stacks, the traced function. Leaves: EmitWord and EmitBytes of
// Builtin, Symbol, Stack.
// Covered by the run tests of builtins.
#include "codegen/builtins.h"

#include <algorithm>
#include <cstddef>
#include <variant>

#include "codegen/context.h"
#include "codegen/counters.h"
#include "codegen/expressions.h"
#include "codegen/functions.h"
#include "codegen/program.h"
#include "codegen/registers.h"
#include "codegen/shared.h"
#include "codegen/task_values.h"
#include "codegen/trampoline.h"

namespace sonde::codegen {
namespace {

// The function that a user probe stands on, where it is one by its name.
const UserSpec* NamedFunction(const typed::Probe& probe) {
  const auto* spec = std::get_if<UserSpec>(&probe.target.spec.detail);
  const bool named = spec != nullptr && !probe.target.multi && !spec->function.empty() && spec->offset == 0 &&
                     !spec->address && !spec->source;
  return named ? spec : nullptr;
}

// The first probe of this function, at its entry or its return: what all of them name it by. Maps count it
// once.
uint32_t FirstProbeOf(FunctionEmitter& f, const UserSpec& function) {
  const auto& probes = f.module().program().probes;
  const auto first = std::find_if(probes.begin(), probes.end(), [&](const typed::Probe& probe) {
    const UserSpec* other = NamedFunction(probe);
    return other != nullptr && other->path == function.path && other->function == function.function;
  });
  return first == probes.end() ? f.program.index() : static_cast<uint32_t>(first - probes.begin());
}

// The entry address of the traced function, or which of the probe's targets it is (bundle::kTargetOfProbe).
// Kernel probes and multi-attached user probes have a helper for it; a user entry probe stands on it. Where
// the kernel turns out to have no multi attachment the helper knows nothing, but each target has its cookie.
Value* EmitFunctionAddress(FunctionEmitter& f) {
  const bool user = (f.row().flags & InUser) != 0;
  if (!user) return f.CallHelper(Helper::FuncIp, {f.handles.context});
  if (f.probe().target.multi) {
    Value* address = f.CallHelper(Helper::FuncIp, {f.handles.context});
    Value* result = f.StackSlot(8);
    f.ir.CreateStore(address, result);
    f.Branch(f.ir.CreateICmpEQ(address, f.Constant(0)),
             [&] { f.ir.CreateStore(f.CallHelper(Helper::AttachCookie, {f.handles.context}), result); });
    return f.ir.CreateLoad(f.ir.getInt64Ty(), result);
  }
  const bool at_return = (f.row().flags & AtReturn) != 0;
  if (!at_return && NamedFunction(f.probe()) == nullptr) return LoadWord(f, kInstructionPointerOffset);
  return f.Constant(bundle::kTargetOfProbe);
}

Value* EmitUsermode(FunctionEmitter& f) {
  Value* level = f.ir.CreateAnd(LoadWord(f, kPrivilege.offset), f.Constant(kPrivilege.mask));
  return f.ir.CreateZExt(f.ir.CreateICmpEQ(level, f.Constant(kPrivilege.of_programs)), f.ir.getInt64Ty());
}

}  // namespace

Value* EmitPidTgid(FunctionEmitter& f) {
  if (!f.split()) return TaskPidTgid(f);
  return f.ir.CreateCall(
      Shared(f, "pid_tgid", {}, true, [&](FunctionEmitter& inner) { return TaskPidTgid(inner); }), {});
}

namespace {

Value* EmitUidGid(FunctionEmitter& f) {
  return f.split() ? f.CallHelper(Helper::CurrentUidGid, {}) : TaskUidGid(f);
}

}  // namespace

Value* EmitWord(FunctionEmitter& f, const typed::Builtin& node) {
  const auto low = [&](Value* value) { return f.ir.CreateAnd(value, f.Constant(0xffffffffU)); };
  const auto constant_of = [&](size_t offset) {
    return f.ir.CreateLoad(f.ir.getInt64Ty(), f.module().data().ReadOnlyField(static_cast<uint32_t>(offset)),
                           true);
  };
  switch (node.id) {
    case BuiltinId::Pid:
      return f.ir.CreateLShr(EmitPidTgid(f), 32);
    case BuiltinId::Tid:
      return low(EmitPidTgid(f));
    case BuiltinId::Uid:
    case BuiltinId::Username:
      return low(EmitUidGid(f));
    case BuiltinId::Gid:
      return f.ir.CreateLShr(EmitUidGid(f), 32);
    case BuiltinId::Cpu:
      return CurrentCpu(f);
    case BuiltinId::Ncpus:
      return constant_of(offsetof(ReadOnlyData, cpu_count));
    case BuiltinId::NumaId:
      return low(f.CallHelper(Helper::NumaNodeId, {}));
    case BuiltinId::Nsecs:
      return f.CallHelper(Helper::KtimeBootNs, {});
    case BuiltinId::Elapsed:
      return f.ir.CreateSub(f.CallHelper(Helper::KtimeBootNs, {}),
                            constant_of(offsetof(ReadOnlyData, start_boot_ns)));
    case BuiltinId::Jiffies:
      return f.CallHelper(Helper::Jiffies64, {});
    case BuiltinId::Rand:
      return low(f.CallHelper(Helper::PrandomU32, {}));
    case BuiltinId::Cgroup:
      return f.CallHelper(Helper::CurrentCgroupId, {});
    case BuiltinId::Curtask:
      return TaskAddress(f);
    case BuiltinId::Ctx:
      return ContextAddress(f, 0);
    case BuiltinId::Cpid:
      return constant_of(offsetof(ReadOnlyData, child_pid));
    case BuiltinId::HasCpid:
      return f.ir.CreateZExt(f.ir.CreateICmpNE(constant_of(offsetof(ReadOnlyData, child_pid)), f.Constant(0)),
                             f.ir.getInt64Ty());
    case BuiltinId::Retval:
      return f.plan().context == ContextKind::Trampoline ? f.Narrow(ResultWord(f), *node.type)
                                                         : LoadWord(f, kReturnOffset);
    case BuiltinId::Arg:
      if (f.plan().context == ContextKind::Trampoline) return ParameterWord(f, node.argument);
      return LoadWord(f, f.plan().context == ContextKind::RawArguments ? 8 * node.argument
                                                                       : kArgumentOffsets[node.argument]);
    case BuiltinId::Usermode:
      return EmitUsermode(f);
    case BuiltinId::Comm:
    case BuiltinId::Args:
    case BuiltinId::Func:
    case BuiltinId::Probe:
    case BuiltinId::ProbeType:
    case BuiltinId::Kstack:
    case BuiltinId::Ustack:
    case BuiltinId::DwUstack:
    case BuiltinId::Config:
      break;
  }
  assert(false && "not a register-typed builtin");
  return f.Constant(0);
}

void EmitBytes(FunctionEmitter& f, const typed::Builtin& node, Value* to, Tail /*tail*/) {
  assert(node.id == BuiltinId::Comm);
  if (!f.split()) return TaskComm(f, to);
  // Newer kernels pad with zeroes, 6.1 does not; a key must have no stale bytes.
  f.Zero(to, SizeOf(*node.type));
  f.CallHelper(Helper::CurrentComm, {to, f.ir.getInt32(SizeOf(*node.type))});
}

namespace {

Value* EmitSymbolAddress(FunctionEmitter& f, const typed::Apply& node) {
  return node.args.empty() ? EmitFunctionAddress(f) : EmitScalar(f, *node.args[0]);
}

void EmitSymbol(FunctionEmitter& f, const typed::Apply& node, Value* to) {
  Value* address = EmitSymbolAddress(f, node);
  f.ir.CreateStore(address, to);
  f.StoreInteger(f.At(to, 8), f.ir.CreateLShr(EmitPidTgid(f), 32), 4);
  // Which probe matters where it says what the address stands for: equal addresses are equal keys.
  Value* probe = f.Constant(0);
  if (node.args.empty()) {
    const UserSpec* function = NamedFunction(f.probe());
    Value* index = f.Constant(function != nullptr ? FirstProbeOf(f, *function) : f.program.index());
    Value* is_target = f.ir.CreateICmpSLT(address, f.Constant(0));  // kTargetOfProbe is the highest bit
    probe = f.ir.CreateSelect(is_target, index, probe);
  }
  f.StoreInteger(f.At(to, 12), probe, 4);
}

enum class Walker : uint8_t { Kernel, Tables };

// Bytes of addresses that were written. The kernel walks the stack of a process whose tables are not there.
Value* EmitUnwind(FunctionEmitter& f, Value* frames, uint32_t most,
                  const std::function<Value*()>& ask_kernel) {
  Value* slot = f.StackSlot(8);
  Value* count = f.ir.CreateCall(f.module().functions().Unwind(), {frames, f.Constant(most)});
  f.ir.CreateStore(f.ir.CreateShl(count, 3), slot);
  f.Branch(f.ir.CreateICmpSLT(count, f.Constant(0)), [&] { f.ir.CreateStore(ask_kernel(), slot); });
  return f.ir.CreateLoad(f.ir.getInt64Ty(), slot);
}

// Layouts: ValueKind. The helper clears what it does not fill.
void EmitStack(FunctionEmitter& f, const typed::Apply& node, Value* to, Walker walker) {
  const bool user = node.type->kind == TypeKind::UserStack;
  const uint32_t bytes = 8 * node.type->count;
  if (user) {
    f.StoreInteger(to, f.ir.CreateLShr(EmitPidTgid(f), 32), 4);
    f.StoreInteger(f.At(to, 4), f.Constant(f.program.index()), 4);
    to = f.At(to, 8);
  }
  if (bytes == 0) {
    f.ir.CreateStore(f.Constant(0), to);
    return;
  }
  const auto ask_kernel = [&] {
    return f.CallHelper(Helper::GetStack, {f.handles.context, f.At(to, 8), f.ir.getInt32(bytes),
                                           f.Constant(user ? kUserStack : 0)});
  };
  Value* written =
      walker == Walker::Kernel ? ask_kernel() : EmitUnwind(f, f.At(to, 8), node.type->count, ask_kernel);
  Value* failed = f.ir.CreateICmpSLT(written, f.Constant(0));
  Value* frames = f.ir.CreateSelect(failed, f.Constant(0), f.ir.CreateLShr(written, 3));
  f.ir.CreateStore(frames, to);
  if (!user) {
    f.Branch(failed, [&] { Count(f, bundle::LedgerKind::StackFailed, f.LocationIndex(node.range)); });
  }
}

}  // namespace

Value* LowerReg(FunctionEmitter& f, const typed::Apply& node) {
  return LoadWord(f, static_cast<uint32_t>(typed::As<typed::Integer>(*node.args[0]).bits));
}

// Looking a task up takes functions of the kernel, which not all kernels let all programs call.
void LowerComm(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail /*tail*/) {
  const auto& given = typed::As<typed::Tuple>(*node.args[0]);
  Value* number = EmitScalar(f, *given.elements[0]);
  Value* offset = EmitScalar(f, *given.elements[1]);
  f.SetLocation(node.range);
  f.Zero(to, SizeOf(*node.type));
  const auto failed = [&](const char* text, bundle::LedgerKind why) {
    typed::String literal(node.type, node.range);
    literal.text = text;
    EmitBytes(f, literal, to, Tail::Clear);
    Count(f, why, f.LocationIndex(node.range));
  };
  const auto read = [&](Value* task) {
    f.CallHelper(Helper::ProbeReadKernelStr, {to, f.ir.getInt32(kCommSize), f.ir.CreateAdd(task, offset)});
    f.CallHelper(Helper::TaskRelease, {task});
  };
  Value* may = f.ir.CreateLoad(f.ir.getInt64Ty(),
                               f.module().data().ReadOnlyField(offsetof(ReadOnlyData, kernel_calls)), true);
  f.Branch(
      f.ir.CreateICmpNE(may, f.Constant(0)),
      [&] {
        Value* task = f.CallHelper(Helper::TaskFromPid, {f.ir.CreateTrunc(number, f.ir.getInt32Ty())});
        f.Branch(
            f.ir.CreateICmpNE(task, f.Constant(0)), [&] { read(task); },
            [&] { failed("N/A", bundle::LedgerKind::NoSuchProcess); });
      },
      [&] { failed("[unknown]", bundle::LedgerKind::NoProcessLookup); });
}

// Of the initial namespace.
Value* LowerPid(FunctionEmitter& f, const typed::Apply& /*node*/) {
  return f.ir.CreateLShr(f.CallHelper(Helper::CurrentPidTgid, {}), 32);
}

Value* LowerTid(FunctionEmitter& f, const typed::Apply& /*node*/) {
  return f.ir.CreateAnd(f.CallHelper(Helper::CurrentPidTgid, {}), f.Constant(0xffffffffU));
}

Value* LowerKsym(FunctionEmitter& f, const typed::Apply& node) {
  return EmitSymbolAddress(f, node);
}

void LowerKsym(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail /*tail*/) {
  EmitSymbol(f, node, to);
}

Value* LowerUsym(FunctionEmitter& f, const typed::Apply& node) {
  return EmitSymbolAddress(f, node);
}

void LowerUsym(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail /*tail*/) {
  EmitSymbol(f, node, to);
}

void LowerKstack(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail /*tail*/) {
  EmitStack(f, node, to, Walker::Kernel);
}

void LowerUstack(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail /*tail*/) {
  EmitStack(f, node, to, Walker::Kernel);
}

void LowerDwUstack(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail /*tail*/) {
  f.SetLocation(node.range);
  EmitStack(f, node, to, Walker::Tables);
}

}  // namespace sonde::codegen
