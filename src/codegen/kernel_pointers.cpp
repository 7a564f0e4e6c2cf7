// Calls that hand on what the kernel handed to the probe: a load from the context, whose type the verifier
// keeps as long as it stays in registers. Leaves: LowerSocketCookie, LowerSkboutput, LowerPath. Covered by
// tests/run/kernel-pointers.test and tests/run/packets.test.
#include "codegen/context.h"
#include "codegen/counters.h"
#include "codegen/expressions.h"
#include "codegen/functions.h"
#include "codegen/program.h"
#include "codegen/reads.h"
#include "codegen/relocations.h"

namespace sonde::codegen {
namespace {

// An argument, or an object of the context.
bool IsHandedPointer(const typed::Expr& expr) {
  if (expr.kind == typed::ExprKind::ContextField) return true;
  return expr.kind == typed::ExprKind::Field &&
         typed::As<typed::Field>(expr).base->kind == typed::ExprKind::Builtin;
}

Value* HandedPointer(FunctionEmitter& f, const typed::Expr& expr) {
  constexpr uint32_t kWord = 8;
  if (expr.kind == typed::ExprKind::ContextField)
    return ReadContext(f, kWord * typed::As<typed::ContextField>(expr).argument.place.offset, kWord);
  return ReadContext(f, static_cast<uint32_t>(typed::As<typed::Field>(expr).field.byte_offset), kWord);
}

// Such a pointer, or a member that is reached from one: the verifier knows the type of what is loaded
// straight from there. It wants to see that no pointer on the way is null.
Value* KnownPointer(FunctionEmitter& f, const typed::Expr& expr) {
  if (IsHandedPointer(expr)) return HandedPointer(f, expr);
  KernelPath path;
  const typed::Expr* at = &expr;
  while (at->kind == typed::ExprKind::Field && (at == &expr || at->type->kind == TypeKind::Struct)) {
    const auto& field = typed::As<typed::Field>(*at);
    path.steps.insert(path.steps.begin(), {field.struct_type.get(), &field.field});
    at = field.base.get();
    if (at->kind == typed::ExprKind::Dereference) at = typed::As<typed::Dereference>(*at).operand.get();
  }
  Value* base = KnownPointer(f, *at);
  Value* result = f.StackSlot(8);
  f.ir.CreateStore(f.Constant(0), result);
  f.Branch(f.ir.CreateICmpNE(base, f.Constant(0)), [&] {
    Value* address = f.module().relocations().Address(f.ir, f.ir.CreateIntToPtr(base, f.ir.getPtrTy()), path,
                                                      f.module().metadata().LocationIndex(expr.range));
    // Opaque: LLVM would join this load with one from other memory.
    f.ir.CreateStore(f.Opaque(f.ir.CreateLoad(f.ir.getInt64Ty(), address)), result);
  });
  return f.ir.CreateLoad(f.ir.getInt64Ty(), result);
}

constexpr int64_t kNoSpace = -28, kNoPacket = -14, kTooShort = -22;  // ENOSPC, EFAULT, EINVAL

// What the packet's bytes follow. A call that there are several of has its number.
Value* PacketHeaderFor(FunctionEmitter& f, const typed::Apply& node, Value* length) {
  const auto number = static_cast<uint32_t>(typed::As<typed::Integer>(*node.args[2]).bits);
  const uint64_t offset = typed::As<typed::Integer>(*node.args[3]).bits;
  f.module().metadata().built().events[number].size = sizeof(PacketHeader);
  Value* header = f.Temporary(sizeof(PacketHeader));
  f.ir.CreateStore(f.Constant(number | uint64_t{f.program.index()} << 32U), header);
  f.ir.CreateStore(f.CallHelper(Helper::KtimeBootNs, {}), f.At(header, offsetof(PacketHeader, boot_ns)));
  f.ir.CreateStore(f.ir.CreateOr(length, f.Constant(offset << 32U)),
                   f.At(header, offsetof(PacketHeader, length)));
  return header;
}

// The helper's result. It copies the packet's first bytes, as many as the upper half of the flags says.
Value* OutputPacket(FunctionEmitter& f, const typed::Apply& node, Value* length) {
  constexpr uint64_t kThisCpu = 0xffffffff;
  Value* header = PacketHeaderFor(f, node, length);
  Value* most = f.Constant(kMostOfPacket);
  Value* bytes = f.ir.CreateSelect(f.ir.CreateICmpULT(length, most), length, most);
  Value* flags = f.ir.CreateOr(f.ir.CreateShl(bytes, 32), f.Constant(kThisCpu));
  Value* result = f.StackSlot(8);
  f.ir.CreateStore(f.ir.getInt64(static_cast<uint64_t>(kNoPacket)), result);
  Value* packet = KnownPointer(f, *node.args[0]);
  f.Branch(f.ir.CreateICmpNE(packet, f.Constant(0)), [&] {
    Value* code = f.CallHelper(Helper::SkbOutput, {packet, f.module().runtime_maps().NeedPackets(), flags,
                                                   header, f.Constant(sizeof(PacketHeader))});
    f.ir.CreateStore(f.ir.CreateSExt(f.ir.CreateTrunc(code, f.ir.getInt32Ty()), f.ir.getInt64Ty()), result);
  });
  return f.ir.CreateLoad(f.ir.getInt64Ty(), result);
}

}  // namespace

// A packet that ends before the offset is none: there would be nothing to write of it.
Value* LowerSkboutput(FunctionEmitter& f, const typed::Apply& node) {
  Value* result = f.StackSlot(8);
  f.ir.CreateStore(f.ir.getInt64(static_cast<uint64_t>(kTooShort)), result);
  Value* length = EmitScalar(f, *node.args[1]);
  f.SetLocation(node.range);
  Value* offset = EmitScalar(f, *node.args[3]);
  Value* fits = f.ir.CreateICmpULE(length, f.Constant(UINT32_MAX));
  f.Branch(f.ir.CreateAnd(f.ir.CreateICmpUGT(length, offset), fits),
           [&] { f.ir.CreateStore(OutputPacket(f, node, length), result); });
  Value* code = f.ir.CreateLoad(f.ir.getInt64Ty(), result);
  const uint32_t place = f.LocationIndex(node.range);
  f.Branch(f.ir.CreateICmpSLT(code, f.Constant(0)), [&] {
    f.Branch(
        f.ir.CreateICmpEQ(code, f.ir.getInt64(static_cast<uint64_t>(kNoSpace))),
        [&] { Count(f, bundle::LedgerKind::PacketsLost, place); },
        [&] { Count(f, bundle::LedgerKind::PacketFailed, place); });
  });
  return code;
}

Value* LowerSocketCookie(FunctionEmitter& f, const typed::Apply& node) {
  Value* result = f.StackSlot(8);
  f.ir.CreateStore(f.Constant(0), result);
  f.SetLocation(node.range);
  Value* socket = KnownPointer(f, *node.args[0]);
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
  Value* pointer = KnownPointer(f, *node.args[0]);
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
