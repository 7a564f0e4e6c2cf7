// Calls that hand on what the kernel handed to the probe: a load from the context, whose type the verifier
// keeps as long as it stays in registers. Leaves: LowerSocketCookie, LowerPath. Covered by
// tests/run/kernel-pointers.test.
#include "codegen/context.h"
#include "codegen/counters.h"
#include "codegen/expressions.h"
#include "codegen/functions.h"
#include "codegen/program.h"
#include "codegen/reads.h"

namespace sonde::codegen {
namespace {

Value* HandedPointer(FunctionEmitter& f, const typed::Expr& expr) {
  constexpr uint32_t kWord = 8;
  if (expr.kind == typed::ExprKind::ContextField)
    return ReadContext(f, kWord * typed::As<typed::ContextField>(expr).argument.place.offset, kWord);
  return ReadContext(f, static_cast<uint32_t>(typed::As<typed::Field>(expr).field.byte_offset), kWord);
}

}  // namespace

Value* LowerSocketCookie(FunctionEmitter& f, const typed::Apply& node) {
  Value* result = f.StackSlot(8);
  f.ir.CreateStore(f.Constant(0), result);
  f.SetLocation(node.range);
  Value* socket = HandedPointer(f, *node.args[0]);
  f.Branch(f.ir.CreateICmpNE(socket, f.Constant(0)),
           [&] { f.ir.CreateStore(f.CallHelper(Helper::SocketCookie, {socket}), result); });
  return f.ir.CreateLoad(f.ir.getInt64Ty(), result);
}

// The kernel writes the path to the end of the memory and moves it to the front: what is behind the NUL is
// left over.
void LowerPath(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail tail) {
  const uint32_t capacity = SizeOf(*node.type);
  Value* offset = EmitScalar(f, *node.args[1]);
  f.SetLocation(node.range);
  f.Zero(to, capacity);
  Value* pointer = HandedPointer(f, *node.args[0]);
  f.Branch(f.ir.CreateICmpNE(pointer, f.Constant(0)), [&] {
    Value* written =
        f.CallHelper(Helper::DPath, {f.ir.CreateAdd(pointer, offset), to, f.ir.getInt32(capacity)});
    Value* code = f.ir.CreateTrunc(written, f.ir.getInt32Ty());
    f.Branch(f.ir.CreateICmpSLT(code, f.ir.getInt32(0)),
             [&] { Count(f, bundle::LedgerKind::PathFailed, f.LocationIndex(node.range)); });
  });
  if (tail == Tail::Clear) ClearTail(f, to, capacity);
}

}  // namespace sonde::codegen
