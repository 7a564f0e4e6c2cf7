// Bytes and text: buf(), strlen(), len(). Leaves: LowerBuf, LowerStrlen and LowerLen. Covered by
// tests/run/values.test.
#include <algorithm>

#include "codegen/callbacks.h"
#include "codegen/expressions.h"
#include "codegen/functions.h"
#include "codegen/maps.h"
#include "codegen/program.h"
#include "codegen/reads.h"
#include "codegen/strings.h"

namespace sonde::codegen {

void LowerBuf(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail /*tail*/) {
  const typed::Expr& data = *node.args[0];
  const typed::Expr& wanted = *node.args[1];
  const uint32_t capacity = SizeOf(*node.type) - 4;
  const bool in_bpf = InMemory(*data.type);
  const Mark mark = f.MarkTemporaries();
  Value* address = in_bpf ? EmitAddress(f, data) : EmitScalar(f, data);
  Value* length = nullptr;
  const bool whole = wanted.kind == typed::ExprKind::Integer;
  if (whole) {
    length = f.ir.getInt32(capacity);
  } else {
    length = BoundedLength(f, wanted, capacity, &node.range);
  }
  f.SetLocation(node.range);
  if (!whole) f.Zero(to, SizeOf(*node.type));
  f.StoreInteger(to, f.ir.CreateZExt(length, f.ir.getInt64Ty()), 4);
  const AddressSpace space = in_bpf ? AddressSpace::Kernel : node.space;
  ReadBytes(f, f.At(to, 4), length, address, space, node.range);
  f.ReleaseTemporaries(mark);
}

// The helper copies up to the NUL and says how much that was. A string that fills its capacity has no NUL.
Value* LowerStrlen(FunctionEmitter& f, const typed::Apply& node) {
  const uint32_t capacity = SizeOf(*node.args[0]->type);
  const Mark mark = f.MarkTemporaries();
  Value* text = EmitAddress(f, *node.args[0]);
  Value* copy = f.Temporary(capacity);
  f.SetLocation(node.range);
  Value* copied = f.Call(Helper::ProbeReadKernelStr, {copy, f.ir.getInt32(capacity), text});
  Value* last = f.ir.CreateLoad(f.ir.getInt8Ty(), f.At(text, capacity - 1));
  f.ReleaseTemporaries(mark);
  return f.ir.CreateSelect(f.ir.CreateICmpNE(last, f.ir.getInt8(0)), f.Constant(capacity),
                           f.ir.CreateSub(copied, f.Constant(1)));
}

Value* LowerLen(FunctionEmitter& f, const typed::Apply& node) {
  if (node.map != typed::Apply::kNoMap) return EmitMapLength(f, node.map);
  const typed::Expr& stack = *node.args[0];
  const bool user = stack.type->kind == TypeKind::UserStack;  // its count is behind the process
  return f.ir.CreateLoad(f.ir.getInt64Ty(), f.At(EmitAddress(f, stack), user ? 8 : 0));
}

}  // namespace sonde::codegen
