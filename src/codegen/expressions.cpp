// Expressions: dispatch by kind, conversions, tuples, conditionals. Leaves: EmitScalar, EmitAddress,
// EmitInto. Covered by tests/codegen/* and the run tests of expressions.
#include "codegen/expressions.h"

#include <algorithm>

#include "codegen/fields.h"
#include "codegen/maps.h"
#include "codegen/places.h"
#include "codegen/program.h"
#include "codegen/statements.h"
#include "codegen/strings.h"

namespace sonde::codegen {

using typed::As;
using typed::ExprKind;

Value* EmitScalar(FunctionEmitter& f, const typed::Expr& expr) {
  f.SetLocation(expr.range);
  switch (expr.kind) {
#define SONDE_EMIT_Word(name) \
  case ExprKind::name:        \
    return EmitWord(f, As<typed::name>(expr));
#define SONDE_EMIT_Either SONDE_EMIT_Word
#define SONDE_EMIT_Memory(name) \
  case ExprKind::name:          \
    break;
#define EXPR(name, result, effect, fault, weight) SONDE_EMIT_##result(name)
#include "typed/nodes.def"
#undef SONDE_EMIT_Word
#undef SONDE_EMIT_Either
#undef SONDE_EMIT_Memory
  }
  assert(false && "memory-typed expression used as a scalar");
  return f.Constant(0);
}

Value* EmitAddress(FunctionEmitter& f, const typed::Expr& expr) {
  if (expr.kind == ExprKind::Variable) return f.VariableAt(As<typed::Variable>(expr).slot);
  if (expr.kind == ExprKind::TupleElement) {
    const auto& node = As<typed::TupleElement>(expr);
    return f.At(EmitAddress(f, *node.base), LayOut(node.base->type->elements).offsets[node.index]);
  }
  Value* temporary = f.Temporary(SizeOf(*expr.type));
  EmitInto(f, expr, temporary);
  return temporary;
}

void EmitInto(FunctionEmitter& f, const typed::Expr& expr, Value* to, Tail tail) {
  const Type& type = *expr.type;
  if (!InMemory(type)) return f.StoreInteger(to, EmitScalar(f, expr), SizeOf(type));
  f.SetLocation(expr.range);
  switch (expr.kind) {
#define SONDE_EMIT_Memory(name) \
  case ExprKind::name:          \
    return EmitBytes(f, As<typed::name>(expr), to, tail);
#define SONDE_EMIT_Either SONDE_EMIT_Memory
#define SONDE_EMIT_Word(name) \
  case ExprKind::name:        \
    break;
#define EXPR(name, result, effect, fault, weight) SONDE_EMIT_##result(name)
#include "typed/nodes.def"
#undef SONDE_EMIT_Word
#undef SONDE_EMIT_Either
#undef SONDE_EMIT_Memory
  }
  assert(false && "register-typed expression with a type in memory");
}

Value* EmitWord(FunctionEmitter& f, const typed::Parameter& node) {
  return f.ir.CreateLoad(f.ir.getInt64Ty(), f.module().data().ParameterField(node.parameter), true);
}

void EmitBytes(FunctionEmitter& f, const typed::Parameter& node, Value* to, Tail /*tail*/) {
  f.Copy(to, f.module().data().ParameterField(node.parameter), SizeOf(*node.type));
}

Value* EmitWord(FunctionEmitter& f, const typed::TupleElement& node) {
  return f.LoadInteger(EmitAddress(f, node), *node.type);
}

void EmitBytes(FunctionEmitter& f, const typed::TupleElement& node, Value* to, Tail /*tail*/) {
  f.Copy(to, EmitAddress(f, node), SizeOf(*node.type));
}

Value* EmitWord(FunctionEmitter& f, const typed::IfValue& node) {
  return EmitIfValue(f, node, nullptr);
}

void EmitBytes(FunctionEmitter& f, const typed::IfValue& node, Value* to, Tail /*tail*/) {
  EmitIfValue(f, node, to);
}

Value* EmitCondition(FunctionEmitter& f, const typed::Expr& expr) {
  return f.ir.CreateICmpNE(EmitScalar(f, expr), f.Constant(0));
}

void EmitBytes(FunctionEmitter& f, const typed::Tuple& node, Value* to, Tail /*tail*/) {
  if (HasPadding(*node.type)) f.Zero(to, SizeOf(*node.type));
  const TupleLayout layout = LayOut(node.type->elements);
  for (size_t i = 0; i < node.elements.size(); ++i)
    EmitInto(f, *node.elements[i], f.At(to, layout.offsets[i]));
}

Value* EmitWord(FunctionEmitter& f, const typed::Convert& node) {
  const Type& from = *node.operand->type;
  const Type& to = *node.type;
  if (to.kind == TypeKind::Bool) {
    if (from.kind == TypeKind::String) {
      Value* first = f.ir.CreateLoad(f.ir.getInt8Ty(), EmitAddress(f, *node.operand));
      return f.ir.CreateZExt(f.ir.CreateICmpNE(first, f.ir.getInt8(0)), f.ir.getInt64Ty());
    }
    return f.ir.CreateZExt(EmitCondition(f, *node.operand), f.ir.getInt64Ty());
  }
  Value* value = nullptr;
  if (InMemory(from)) {  // an integer array seen as an integer
    value = f.ir.CreateAlignedLoad(f.ir.getIntNTy(8 * SizeOf(from)), EmitAddress(f, *node.operand),
                                   llvm::Align(1));
    value = f.Extend(value, to);
  } else {
    value = EmitScalar(f, *node.operand);
  }
  const uint32_t bytes = SizeOf(to);
  if (bytes >= 8) return value;
  return f.Extend(f.ir.CreateTrunc(value, f.ir.getIntNTy(8 * bytes)), to);
}

void EmitBytes(FunctionEmitter& f, const typed::Convert& node, Value* to, Tail /*tail*/) {
  if (!InMemory(*node.operand->type)) {  // an integer seen as an array
    const uint32_t bytes = SizeOf(*node.type);
    const Mark mark = f.MarkTemporaries();
    Value* word = f.Temporary(8);
    f.ir.CreateStore(EmitScalar(f, *node.operand), word);
    f.Copy(to, word, bytes);
    f.ReleaseTemporaries(mark);
    return;
  }
  ConvertMemory(f, EmitAddress(f, *node.operand), *node.operand->type, to, *node.type);
}

void ConvertMemory(FunctionEmitter& f, Value* from, const Type& from_type, Value* to, const Type& to_type) {
  if (to_type.kind == TypeKind::Tuple) {
    if (HasPadding(to_type)) f.Zero(to, SizeOf(to_type));
    const TupleLayout source = LayOut(from_type.elements);
    const TupleLayout target = LayOut(to_type.elements);
    for (size_t i = 0; i < to_type.elements.size(); ++i) {
      const size_t at = IsRecord(to_type) ? ElementNamed(from_type, to_type.names[i]) : i;
      ConvertMemory(f, f.At(from, source.offsets[at]), *from_type.elements[at], f.At(to, target.offsets[i]),
                    *to_type.elements[i]);
    }
    return;
  }
  if (!InMemory(to_type)) {
    f.StoreInteger(to, f.LoadInteger(from, from_type), SizeOf(to_type));
    return;
  }
  const uint32_t from_size = SizeOf(from_type);
  const uint32_t to_size = SizeOf(to_type);
  if (to_size > from_size) f.Zero(to, to_size);
  f.Copy(to, from, std::min(from_size, to_size));
  if (to_type.kind == TypeKind::String && from_type.kind == TypeKind::Array) ClearTail(f, to, to_size);
}

Value* EmitWord(FunctionEmitter& f, const typed::Ternary& node) {
  Value* result = f.StackSlot(8);  // becomes a register
  if (!node.then) {
    Value* value = EmitScalar(f, *node.value);
    f.ir.CreateStore(value, result);
    f.Branch(f.ir.CreateICmpEQ(value, f.Constant(0)),
             [&] { f.ir.CreateStore(EmitScalar(f, *node.otherwise), result); });
  } else {
    f.Branch(
        EmitCondition(f, *node.condition), [&] { f.ir.CreateStore(EmitScalar(f, *node.then), result); },
        [&] { f.ir.CreateStore(EmitScalar(f, *node.otherwise), result); });
  }
  return f.ir.CreateLoad(f.ir.getInt64Ty(), result);
}

void EmitBytes(FunctionEmitter& f, const typed::Ternary& node, Value* to, Tail /*tail*/) {
  if (!node.then) {  // a text, which is true when it is not empty
    EmitInto(f, *node.value, to);
    Value* first = f.ir.CreateLoad(f.ir.getInt8Ty(), to);
    return f.Branch(f.ir.CreateICmpEQ(first, f.ir.getInt8(0)), [&] { EmitInto(f, *node.otherwise, to); });
  }
  f.Branch(
      EmitCondition(f, *node.condition), [&] { EmitInto(f, *node.then, to); },
      [&] { EmitInto(f, *node.otherwise, to); });
}

Value* EmitIfValue(FunctionEmitter& f, const typed::IfValue& node, Value* to) {
  Value* result = to == nullptr ? f.StackSlot(8) : to;
  if (!node.condition) f.program.blocks().push_back(node.range);
  const auto emit = [&](const typed::Block& block) {
    EmitBlock(f, block);
    if (!block.value) return;
    if (to == nullptr) {
      f.ir.CreateStore(EmitScalar(f, *block.value), result);
    } else {
      EmitInto(f, *block.value, result);
    }
  };
  if (!node.condition) {
    emit(node.then);
    f.program.blocks().pop_back();
  } else {
    f.Branch(EmitCondition(f, *node.condition), [&] { emit(node.then); }, [&] { emit(node.otherwise); });
  }
  return to == nullptr ? f.ir.CreateLoad(f.ir.getInt64Ty(), result) : to;
}

Value* EmitWord(FunctionEmitter& f, const typed::Increment& node) {
  if (node.is_map) return EmitMapIncrement(f, node);
  Value* slot = f.VariableAt(node.slot);
  const Type& type = *f.probe().variables[node.slot].type;
  Value* old = f.LoadVariable(node.slot);
  Value* changed = f.ir.CreateAdd(old, StepOf(f, node, type));
  if (SizeOf(type) < 8) {
    changed = f.Extend(f.ir.CreateTrunc(changed, f.ir.getIntNTy(8 * SizeOf(type))), type);
  }
  f.ir.CreateStore(changed, slot);
  return node.prefix ? changed : old;
}

}  // namespace sonde::codegen
