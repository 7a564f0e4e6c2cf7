// Events: printf, print, clear, zero, time, exit. Leaves: EmitStmt of Emit. The record layout is
// EventHeader, then the arguments (defs/events.h). Covered by the run tests of output.
#include "codegen/events.h"

#include <algorithm>
#include <cstddef>

#include "codegen/callbacks.h"
#include "codegen/counters.h"
#include "codegen/expressions.h"
#include "codegen/faults.h"
#include "codegen/file_text.h"
#include "codegen/program.h"
#include "codegen/shared.h"
#include "codegen/shared_access.h"
#include "codegen/statements.h"
#include "codegen/watch.h"
#include "typed/children.h"

namespace sonde::codegen {

using typed::As;
using typed::ExprKind;

namespace {

// An event that was made in scratch memory. In the ring buffer it would be two branches for the verifier.
void OutputShared(FunctionEmitter& f, uint32_t size) {
  auto* word = f.ir.getInt64Ty();
  llvm::Function* made = Shared(f, "output", {word, word}, true, [&](FunctionEmitter& inner) {
    Value* memory = MemoryOfSlot(inner, inner.function.getArg(0));
    inner.Branch(inner.ir.CreateIsNotNull(memory), [&] {
      Value* flags = WakeFlags(inner);
      Value* bytes = inner.Opaque(inner.function.getArg(1));
      inner.Branch(inner.ir.CreateICmpULE(bytes, inner.Constant(inner.split()->weights.event_bytes())), [&] {
        Value* event = inner.At(memory, inner.split()->event_offset);
        Value* result = inner.CallHelper(Helper::RingbufOutput,
                                         {inner.module().runtime_maps().ring_buffer(), event, bytes, flags});
        inner.Branch(
            inner.ir.CreateICmpNE(inner.ir.CreateTrunc(result, inner.ir.getInt32Ty()), inner.ir.getInt32(0)),
            [&] { Count(inner, bundle::LedgerKind::EventsLost, inner.program.index()); });
      });
    });
    return inner.Constant(0);
  });
  f.ir.CreateCall(made, {SlotIndex(f), f.Constant(size)});
}

// EventHeader in one word.
Value* EventHeaderOf(FunctionEmitter& f, uint32_t event) {
  return f.Constant(event | uint64_t{f.program.index()} << 32U);
}

// An event whose arguments are a few numbers: `size` is the record's.
bool EmitSharedEvent(FunctionEmitter& f, const typed::Send& stmt, const std::vector<Value*>& values,
                     uint32_t size) {
  constexpr size_t kMostWords = 4;  // and the header: functions have five parameters
  if (!f.split() || values.size() > kMostWords) return false;
  bool local = false;
  for (size_t i = 0; i < values.size(); ++i) {
    if (InMemory(*stmt.args[i]->type)) return false;
    local |= MayPoint(stmt.args[i].get());
  }
  std::vector<Value*> args = {EventHeaderOf(f, stmt.event)};
  args.insert(args.end(), values.begin(), values.end());
  const std::vector<llvm::Type*> types(args.size(), f.ir.getInt64Ty());
  const std::string name = "event" + std::to_string(values.size()) + (local ? "_local" : "");
  llvm::Function* made = Shared(f, name, types, !local, [&](FunctionEmitter& inner) -> Value* {
    Value* record = ReserveRecord(inner, size);
    inner.Branch(
        inner.ir.CreateIsNotNull(record),
        [&] {
          for (unsigned i = 0; i < inner.function.arg_size(); ++i)
            inner.StoreInteger(inner.At(record, 8ULL * i), inner.function.getArg(i), 8);
          SubmitEvent(inner, record);
        },
        [&] { Count(inner, bundle::LedgerKind::EventsLost, inner.program.index()); });
    return inner.Constant(0);
  });
  f.ir.CreateCall(made, args);
  return true;
}

// A block that only has a value, which remembers the call of a macro, is that value.
typed::Effect EffectOf(const typed::Expr& expr) {
  if (expr.kind == ExprKind::IfValue) {
    const auto& node = As<typed::IfValue>(expr);
    const bool plain = !node.condition && node.then.statements.empty() && node.then.value;
    return plain ? EffectOf(*node.then.value) : typed::Effect::Changes;
  }
  typed::Effect effect = typed::OwnEffect(expr);
  typed::VisitParts(
      expr, [&](const typed::Expr& part) { effect = std::max(effect, EffectOf(part)); },
      [](const typed::Block&) {});
  return effect;
}

// Strings that are read straight from memory: what follows their NUL in the record is not looked at.
bool ReadsText(const typed::Expr& expr) {
  if (typed::IsCallOf(expr, FunctionId::Str)) return true;
  switch (expr.kind) {
    case ExprKind::Field:
    case ExprKind::ContextField:
    case ExprKind::Dereference:
      return expr.type->kind == TypeKind::String;
    default:
      return false;
  }
}

// Evaluates ahead of the record, in order, what has to be: what changes something or calls functions, for a
// full ring buffer must lose the event only; what stands before an argument that changes something; and
// registers, as long as there are few. Many of them find no room on the stack, so they are made in the record
// or, if that is not possible, wait in scratch memory. What is null in the result is made in the record.
// So is nothing that may wait for memory: records behind this one would wait with it.
std::vector<Value*> EmitEarlyArguments(FunctionEmitter& f, const typed::Send& stmt) {
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
    const bool waits = MayWait(f, arg);
    const bool needed = waits || effects[i] != typed::Effect::None || (i < settled && !constant);
    if (!needed && (in_memory || !few)) continue;
    if (in_memory) {
      early[i] = f.Temporary(SizeOf(*arg.type));  // a variable's own memory may change until it is copied
      EmitInto(f, arg, early[i], waits && ReadsText(arg) ? Tail::Keep : Tail::Clear);
      continue;
    }
    Value* value = EmitScalar(f, arg);
    if (few) {
      early[i] = value;
      continue;
    }
    early[i] = f.ScratchAt(f.ScratchWords(8));
    f.ir.CreateStore(value, early[i]);
  }
  return early;
}

void FillRecord(FunctionEmitter& f, const typed::Send& stmt, const std::vector<Value*>& early,
                Value* record) {
  const bundle::EventMeta& meta = f.module().metadata().built().events[stmt.event];
  f.StoreInteger(record, f.Constant(stmt.event), 4);
  f.StoreInteger(f.At(record, 4), f.Constant(f.program.index()), 4);
  for (size_t i = 0; i < stmt.args.size(); ++i) {
    const Type& type = *stmt.args[i]->type;
    Value* to = f.At(record, sizeof(EventHeader) + meta.args[i].offset);
    if (early[i] == nullptr) {
      EmitInto(f, *stmt.args[i], to, ReadsText(*stmt.args[i]) ? Tail::Keep : Tail::Clear);
    } else if (InMemory(type)) {
      f.Copy(to, early[i], SizeOf(type));
    } else if (early[i]->getType()->isPointerTy()) {
      f.StoreInteger(to, f.ir.CreateLoad(f.ir.getInt64Ty(), early[i]), SizeOf(type));
    } else {
      f.StoreInteger(to, early[i], SizeOf(type));
    }
  }
}

void EmitRecord(FunctionEmitter& f, const typed::Send& stmt, const std::vector<Value*>& early,
                uint32_t size) {
  if (f.split()) {
    FillRecord(f, stmt, early, f.ScratchAt(f.split()->event_offset));
    return OutputShared(f, size);
  }
  Value* record = ReserveRecord(f, size);
  f.Branch(
      f.ir.CreateIsNotNull(record),
      [&] {
        FillRecord(f, stmt, early, record);
        SubmitEvent(f, record);
      },
      [&] { Count(f, bundle::LedgerKind::EventsLost, f.program.index()); });
}

// Ahead of the record, so that exit() ends the run even if the ring buffer is full of other events.
void AskToExit(FunctionEmitter& f, Value* code) {
  Value* word = f.ir.CreateOr(f.ir.CreateShl(code, 1), 1);
  f.ir.CreateStore(word, f.At(f.module().data().writable(), offsetof(ControlData, exit)), true);
}

}  // namespace

void EmitStmt(FunctionEmitter& f, const typed::Send& stmt) {
  const typed::EventInfo& info = f.module().program().events[stmt.event];
  bundle::EventMeta& meta = f.module().metadata().built().events[stmt.event];
  uint32_t size = sizeof(EventHeader);
  for (size_t i = 0; i < stmt.args.size(); ++i) {
    size = (size + 7) & ~7U;
    meta.args[i].offset = size - sizeof(EventHeader);
    size += SizeOf(*stmt.args[i]->type);
  }
  size = (size + 7) & ~7U;
  meta.size = size;
  if (f.probe().file) return EmitFileText(f, stmt);
  if (info.kind == EventKind::Watch) return EmitWatch(f, stmt, size);
  const std::vector<Value*> early = EmitEarlyArguments(f, stmt);
  f.SetLocation(stmt.range);
  if (info.kind == EventKind::Exit)
    AskToExit(f, early[0] != nullptr ? early[0] : EmitScalar(f, *stmt.args[0]));
  if (info.kind == EventKind::Unwatch)
    ForgetWatched(f, early[0] != nullptr ? early[0] : EmitScalar(f, *stmt.args[0]));
  if (!EmitSharedEvent(f, stmt, early, size)) EmitRecord(f, stmt, early, size);
  if (info.kind == EventKind::Exit) EmitReturn(f, nullptr);
}

Value* ReserveRecord(FunctionEmitter& f, uint32_t bytes) {
  return f.ir.CreateIntToPtr(f.CallHelper(Helper::RingbufReserve, {f.module().runtime_maps().ring_buffer(),
                                                                   f.Constant(bytes), f.Constant(0)}),
                             f.ir.getPtrTy());
}

void SubmitEvent(FunctionEmitter& f, Value* record) {
  f.CallHelper(Helper::RingbufSubmit, {record, WakeFlags(f)});
}

// Wakes the consumer only when it sleeps: a wake-up costs more than ten events.
Value* WakeFlags(FunctionEmitter& f) {
  Value* sleeps = f.At(f.module().data().writable(), offsetof(ControlData, consumer_sleeps));
  Value* flags = f.StackSlot(8);
  f.ir.CreateStore(f.Constant(kRingbufNoWakeup), flags);
  f.Branch(f.ir.CreateICmpNE(f.ir.CreateLoad(f.ir.getInt64Ty(), sleeps, true), f.Constant(0)), [&] {
    f.ir.CreateStore(f.Constant(0), sleeps, true);
    f.ir.CreateStore(f.Constant(kRingbufForceWakeup), flags);
  });
  return f.ir.CreateLoad(f.ir.getInt64Ty(), flags);
}

}  // namespace sonde::codegen
