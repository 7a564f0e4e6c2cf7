// What changes the system: signals, return values, memory of processes. Leaves: LowerSignal,
// LowerSignalThread, LowerOverride, LowerWriteUser. Covered by tests/run/changes.test.
#include "codegen/counters.h"
#include "codegen/expressions.h"
#include "codegen/functions.h"
#include "codegen/program.h"

namespace sonde::codegen {
namespace {

// What helpers return is an int; a failure is counted at the place of the call.
Value* Checked(FunctionEmitter& f, Value* result, bundle::LedgerKind kind, SourceRange range) {
  Value* code = f.ir.CreateTrunc(result, f.ir.getInt32Ty());
  f.Branch(f.ir.CreateICmpSLT(code, f.ir.getInt32(0)), [&] { Count(f, kind, f.LocationIndex(range)); });
  return f.ir.CreateSExt(code, f.ir.getInt64Ty());
}

Value* EmitSignal(FunctionEmitter& f, const typed::Apply& node, Helper helper) {
  Value* number = f.ir.CreateTrunc(EmitScalar(f, *node.args[0]), f.ir.getInt32Ty());
  return Checked(f, f.CallHelper(helper, {number}), bundle::LedgerKind::SignalFailed, node.range);
}

}  // namespace

Value* LowerSignal(FunctionEmitter& f, const typed::Apply& node) {
  return EmitSignal(f, node, Helper::SendSignal);
}

Value* LowerSignalThread(FunctionEmitter& f, const typed::Apply& node) {
  return EmitSignal(f, node, Helper::SendSignalThread);
}

Value* LowerOverride(FunctionEmitter& f, const typed::Apply& node) {
  Value* code = EmitScalar(f, *node.args[0]);
  Value* result = f.CallHelper(Helper::OverrideReturn, {f.handles.context, code});
  return Checked(f, result, bundle::LedgerKind::OverrideFailed, node.range);
}

// The helper takes memory that the verifier knows: the bytes are copied there first.
Value* LowerWriteUser(FunctionEmitter& f, const typed::Apply& node) {
  Value* address = EmitScalar(f, *node.args[0]);
  const typed::Expr& from = *node.args[1];
  const bool pointer = from.type->kind == TypeKind::Pointer;
  const uint32_t most =
      pointer ? static_cast<uint32_t>(f.module().program().config.max_strlen) : SizeOf(*from.type);
  const Mark mark = f.MarkTemporaries();
  Value* bytes = f.Temporary(RoundUpToWord(most));
  Value* source = nullptr;
  if (pointer) {
    source = EmitScalar(f, from);
  } else {
    EmitInto(f, from, bytes);
  }
  Value* wanted = f.ir.CreateTrunc(EmitScalar(f, *node.args[2]), f.ir.getInt32Ty());
  Value* length = f.Opaque(f.ir.CreateZExt(wanted, f.ir.getInt64Ty()));
  Value* done = f.StackSlot(8);
  f.ir.CreateStore(f.Constant(0), done);
  f.Branch(f.ir.CreateICmpULE(length, f.Constant(most)), [&] {
    if (pointer) {
      const Helper read = node.space == AddressSpace::User ? Helper::ProbeReadUser : Helper::ProbeReadKernel;
      f.CallHelper(read, {bytes, length, source});
    }
    Value* result =
        f.CallHelper(Helper::ProbeWriteUser, {f.ir.CreateIntToPtr(address, f.ir.getPtrTy()), bytes, length});
    Value* good = f.ir.CreateICmpEQ(f.ir.CreateTrunc(result, f.ir.getInt32Ty()), f.ir.getInt32(0));
    f.ir.CreateStore(f.ir.CreateZExt(good, f.ir.getInt64Ty()), done);
  });
  Value* result = f.ir.CreateLoad(f.ir.getInt64Ty(), done);
  f.ReleaseTemporaries(mark);
  return result;
}

}  // namespace sonde::codegen
