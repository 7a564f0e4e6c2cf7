// Events: printf, print, clear, zero, time, exit. Leaves: ProgramEmitter's EmitEvent. The record layout is
// EventHeader, then the arguments (defs/events.h). Covered by the run tests of output.
#include <algorithm>
#include <cstddef>

#include "codegen/program.h"
#include "typed/children.h"

namespace sonde::codegen {

using typed::As;
using typed::ExprKind;

namespace {

// A block that only has a value, which remembers the call of a macro, is that value.
typed::Effect EffectOf(const typed::Expr& expr) {
  if (expr.kind == ExprKind::IfValue) {
    const auto& node = As<typed::IfValue>(expr);
    const bool plain = !node.condition && node.then.statements.empty() && node.then.value;
    return plain ? EffectOf(*node.then.value) : typed::Effect::Changes;
  }
  typed::Effect effect = RowOf(expr.kind).effect;
  typed::VisitParts(
      expr, [&](const typed::Expr& part) { effect = std::max(effect, EffectOf(part)); },
      [](const typed::Block&) {});
  return effect;
}

// Strings that are read straight from memory: what follows their NUL in the record is not looked at.
bool ReadsText(const typed::Expr& expr) {
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

}  // namespace

// Evaluates ahead of the record, in order, what has to be: what changes something or calls functions, for a
// full ring buffer must lose the event only; what stands before an argument that changes something; and
// registers, as long as there are few. Many of them find no room on the stack, so they are made in the record
// or, if that is not possible, wait in scratch memory. What is null in the result is made in the record.
std::vector<llvm::Value*> ProgramEmitter::EmitEarlyArguments(const typed::Emit& stmt) {
  constexpr long kFewRegisters = 8;
  const size_t count = stmt.args.size();
  std::vector<typed::Effect> effects;
  size_t settled = 0;  // arguments from here on stay what they are
  for (const auto& arg : stmt.args) {
    effects.push_back(EffectOf(*arg));
    if (effects.back() == typed::Effect::Changes) settled = effects.size();
  }
  const auto registers = std::count_if(stmt.args.begin(), stmt.args.end(),
                                       [](const auto& arg) { return !InMemory(*arg->type); });
  const bool few = registers <= kFewRegisters;
  std::vector<Value*> early(count, nullptr);
  for (size_t i = 0; i < count; ++i) {
    const typed::Expr& arg = *stmt.args[i];
    const bool in_memory = InMemory(*arg.type);
    const bool constant = arg.kind == ExprKind::Integer || arg.kind == ExprKind::String;
    const bool needed = effects[i] != typed::Effect::None || (i < settled && !constant);
    if (!needed && (in_memory || !few)) continue;
    if (in_memory) {
      early[i] = Temporary(SizeOf(*arg.type));  // a variable's own memory may change until it is copied
      EmitInto(arg, early[i]);
      continue;
    }
    Value* value = EmitScalar(arg);
    if (few) {
      early[i] = value;
      continue;
    }
    early[i] = ScratchAt(ScratchWords(8));
    builder_.CreateStore(value, early[i]);
  }
  return early;
}

void ProgramEmitter::EmitEvent(const typed::Emit& stmt) {
  const typed::EventInfo& info = module_.program().events[stmt.event];
  bundle::EventMeta& meta = module_.metadata().events[stmt.event];
  const std::vector<Value*> early = EmitEarlyArguments(stmt);
  uint32_t size = sizeof(EventHeader);
  for (size_t i = 0; i < stmt.args.size(); ++i) {
    size = (size + 7) & ~7U;
    meta.args[i].offset = size - sizeof(EventHeader);
    size += SizeOf(*stmt.args[i]->type);
  }
  size = (size + 7) & ~7U;
  meta.size = size;
  SetLocation(stmt.range);
  if (!EmitSharedEvent(stmt, early, size)) EmitRecord(stmt, early, size);
  if (info.kind == EventKind::Exit) EmitReturn(nullptr);
}

void ProgramEmitter::EmitRecord(const typed::Emit& stmt, const std::vector<Value*>& early, uint32_t size) {
  if (weights_) {
    FillRecord(stmt, early, ScratchAt(event_offset_));
    return OutputShared(size);
  }
  Value* record = ReserveRecord(size);
  Branch(
      builder_.CreateIsNotNull(record),
      [&] {
        FillRecord(stmt, early, record);
        SubmitEvent(record);
      },
      [&] { Count(bundle::LedgerKind::EventsLost, index_); });
}

void ProgramEmitter::FillRecord(const typed::Emit& stmt, const std::vector<Value*>& early, Value* record) {
  const bundle::EventMeta& meta = module_.metadata().events[stmt.event];
  StoreInteger(record, Constant(stmt.event), 4);
  StoreInteger(At(record, 4), Constant(index_), 4);
  for (size_t i = 0; i < stmt.args.size(); ++i) {
    const Type& type = *stmt.args[i]->type;
    Value* to = At(record, sizeof(EventHeader) + meta.args[i].offset);
    if (early[i] == nullptr) {
      zero_tails_ = !ReadsText(*stmt.args[i]);
      EmitInto(*stmt.args[i], to);
      zero_tails_ = true;
    } else if (InMemory(type)) {
      Copy(to, early[i], SizeOf(type));
    } else if (early[i]->getType()->isPointerTy()) {
      StoreInteger(to, builder_.CreateLoad(builder_.getInt64Ty(), early[i]), SizeOf(type));
    } else {
      StoreInteger(to, early[i], SizeOf(type));
    }
  }
}

llvm::Value* ProgramEmitter::ReserveRecord(uint32_t bytes) {
  return builder_.CreateIntToPtr(
      Call(Helper::RingbufReserve, {module_.ring_buffer(), Constant(bytes), Constant(0)}),
      builder_.getPtrTy());
}

void ProgramEmitter::SubmitEvent(Value* record) {
  Call(Helper::RingbufSubmit, {record, WakeFlags()});
}

// Wakes the consumer only when it sleeps: a wake-up costs more than ten events.
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
