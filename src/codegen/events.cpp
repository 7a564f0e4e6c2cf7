// Events: printf, print, clear, zero, time, exit. Leaves: ProgramEmitter's EmitEvent. The record layout is
// EventHeader, then the arguments (defs/events.h). Covered by the run tests of output.
#include <algorithm>
#include <cstddef>

#include "codegen/program.h"

namespace sonde::codegen {

using typed::As;
using typed::ExprKind;

// Whether evaluating it changes something, or may leave the program with the record in its hands. What is not
// known to be harmless counts as well.
bool ProgramEmitter::HasSideEffects(const typed::Expr& expr) {
  const auto any = [](const auto&... parts) { return ((parts && HasSideEffects(*parts)) || ...); };
  switch (expr.kind) {
    case ExprKind::Integer:
    case ExprKind::String:
    case ExprKind::Builtin:
    case ExprKind::Variable:
    case ExprKind::ContextField:
    case ExprKind::Stack:
    case ExprKind::Parameter:
      return false;
    case ExprKind::MapRead:
      return any(As<typed::MapRead>(expr).key);
    case ExprKind::Unary:
      return any(As<typed::Unary>(expr).operand);
    case ExprKind::Binary:
      return any(As<typed::Binary>(expr).left, As<typed::Binary>(expr).right);
    case ExprKind::Convert:
      return any(As<typed::Convert>(expr).operand);
    case ExprKind::Field:
      return any(As<typed::Field>(expr).base);
    case ExprKind::Dereference:
      return any(As<typed::Dereference>(expr).operand);
    case ExprKind::Index:
      return any(As<typed::Index>(expr).base, As<typed::Index>(expr).index);
    case ExprKind::TupleElement:
      return any(As<typed::TupleElement>(expr).base);
    case ExprKind::ReadString:
      return any(As<typed::ReadString>(expr).address, As<typed::ReadString>(expr).length);
    case ExprKind::ReadBuffer:
      return any(As<typed::ReadBuffer>(expr).address, As<typed::ReadBuffer>(expr).length);
    case ExprKind::Symbol:
      return any(As<typed::Symbol>(expr).address);
    case ExprKind::Tuple: {
      const auto& elements = As<typed::Tuple>(expr).elements;
      return std::any_of(elements.begin(), elements.end(), [](const auto& e) { return HasSideEffects(*e); });
    }
    default:
      return true;
  }
}

// Strings that are read straight from memory: what follows their NUL in the record is not looked at.
bool ProgramEmitter::ReadsText(const typed::Expr& expr) {
  switch (expr.kind) {
    case ExprKind::ReadString:
      return true;
    case ExprKind::Field:
    case ExprKind::ContextField:
    case ExprKind::Dereference:
      return expr.type->kind == TypeKind::String;
    default:
      return false;
  }
}

// Registers and whatever changes something are evaluated first: a full ring buffer must lose the event
// only. The rest is made straight in the record.
void ProgramEmitter::EmitEvent(const typed::Emit& stmt) {
  const typed::EventInfo& info = module_.program().events[stmt.event];
  bundle::EventMeta& meta = module_.metadata().events[stmt.event];
  std::vector<Value*> early(stmt.args.size(), nullptr);
  uint32_t size = sizeof(EventHeader);
  for (size_t i = 0; i < stmt.args.size(); ++i) {
    const Type& type = *stmt.args[i]->type;
    if (!InMemory(type)) {
      early[i] = EmitScalar(*stmt.args[i]);
    } else if (HasSideEffects(*stmt.args[i])) {
      early[i] = EmitAddress(*stmt.args[i]);
    }
    size = (size + 7) & ~7U;
    meta.args[i].offset = size - sizeof(EventHeader);
    size += SizeOf(type);
  }
  size = (size + 7) & ~7U;
  meta.size = size;
  SetLocation(stmt.range);
  if (EmitSharedEvent(stmt, early, size)) {
    if (info.kind == EventKind::Exit) EmitReturn(nullptr);
    return;
  }
  Value* record = ReserveRecord(size);
  const auto fill = [&] {
    for (size_t i = 0; i < stmt.args.size(); ++i) {
      const Type& type = *stmt.args[i]->type;
      Value* to = At(record, sizeof(EventHeader) + meta.args[i].offset);
      if (early[i] == nullptr) {
        zero_tails_ = !ReadsText(*stmt.args[i]);
        EmitInto(*stmt.args[i], to);
        zero_tails_ = true;
      } else if (InMemory(type)) {
        Copy(to, early[i], SizeOf(type));
      } else {
        StoreInteger(to, early[i], SizeOf(type));
      }
    }
  };
  if (weights_) {
    Branch(
        builder_.CreateIsNotNull(record),
        [&] {
          StoreInteger(record, EventHeaderOf(stmt.event), 8);
          fill();
          SubmitShared(record);
        },
        [&] { CountLostShared(); });
  } else {
    Branch(
        builder_.CreateIsNotNull(record),
        [&] {
          StoreInteger(record, Constant(stmt.event), 4);
          StoreInteger(At(record, 4), Constant(index_), 4);
          fill();
          SubmitEvent(record);
        },
        [&] { Count(bundle::LedgerKind::EventsLost, index_); });
  }
  if (info.kind == EventKind::Exit) EmitReturn(nullptr);
}

llvm::Value* ProgramEmitter::ReserveRecord(uint32_t bytes) {
  return builder_.CreateIntToPtr(
      Call(Helper::RingbufReserve, {module_.ring_buffer(), Constant(bytes), Constant(0)}),
      builder_.getPtrTy());
}

// Wakes the consumer only when it sleeps: a wake-up costs more than ten events.
void ProgramEmitter::SubmitEvent(Value* record) {
  Call(Helper::RingbufSubmit, {record, WakeFlags()});
}

llvm::Value* ProgramEmitter::WakeFlags() {
  Value* sleeps = At(module_.bss(), offsetof(ControlData, consumer_sleeps));
  Value* flags = StackSlot(8);
  builder_.CreateStore(Constant(kRingbufNoWakeup), flags);
  Branch(builder_.CreateICmpNE(builder_.CreateLoad(builder_.getInt64Ty(), sleeps, true), Constant(0)), [&] {
    builder_.CreateStore(Constant(0), sleeps, true);
    builder_.CreateStore(Constant(kRingbufForceWakeup), flags);
  });
  return builder_.CreateLoad(builder_.getInt64Ty(), flags);
}

}  // namespace sonde::codegen
