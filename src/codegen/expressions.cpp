// Expressions: dispatch by kind, conversions, tuples, conditionals. Leaves: ProgramEmitter's EmitScalar,
// EmitAddress, EmitInto. Covered by tests/codegen/* and the run tests of expressions.
#include <utility>

#include "codegen/program.h"

namespace sonde::codegen {

using typed::As;
using typed::ExprKind;

llvm::Value* ProgramEmitter::EmitScalar(const typed::Expr& expr) {
  SetLocation(expr.range);
  switch (expr.kind) {
    case ExprKind::Integer:
      return EmitInteger(As<typed::Integer>(expr));
    case ExprKind::Builtin:
      return EmitBuiltin(As<typed::Builtin>(expr));
    case ExprKind::Variable:
      return LoadVariable(As<typed::Variable>(expr).slot);
    case ExprKind::MapRead:
      return EmitMapRead(As<typed::MapRead>(expr));
    case ExprKind::MapHasKey:
      return EmitHasKey(As<typed::MapHasKey>(expr));
    case ExprKind::MapDelete:
      return EmitMapDelete(As<typed::MapDelete>(expr));
    case ExprKind::MapFind:
      return EmitMapFind(As<typed::MapFind>(expr));
    case ExprKind::FoundValue: {
      const uint32_t map = As<typed::FoundValue>(expr).map;
      const bool aggregate = module_.program().maps[map].value->kind == TypeKind::Aggregate;
      return aggregate ? CombineAggregate(map, found_key_, expr.range) : LoadInteger(found_, *expr.type);
    }
    case ExprKind::MapLength:
      return EmitMapLength(As<typed::MapLength>(expr));
    case ExprKind::StackLength: {
      const typed::Expr& stack = *As<typed::StackLength>(expr).operand;
      const bool user = stack.type->kind == TypeKind::UserStack;  // its count is behind the process
      return builder_.CreateLoad(builder_.getInt64Ty(), At(EmitAddress(stack), user ? 8 : 0));
    }
    case ExprKind::Unary:
      return EmitUnary(As<typed::Unary>(expr));
    case ExprKind::Binary:
      return EmitBinary(As<typed::Binary>(expr));
    case ExprKind::Convert:
      return EmitConvert(As<typed::Convert>(expr));
    case ExprKind::Ternary:
      return EmitTernary(As<typed::Ternary>(expr));
    case ExprKind::Increment:
      return EmitIncrement(As<typed::Increment>(expr));
    case ExprKind::ContextField:
      return EmitContextField(As<typed::ContextField>(expr));
    case ExprKind::Field:
      return EmitField(As<typed::Field>(expr));
    case ExprKind::Dereference:
      return EmitDereference(As<typed::Dereference>(expr));
    case ExprKind::Index:
      return EmitIndex(As<typed::Index>(expr));
    case ExprKind::TupleElement: {
      const auto& node = As<typed::TupleElement>(expr);
      Value* base = EmitAddress(*node.base);
      return LoadInteger(At(base, LayOut(node.base->type->elements).offsets[node.index]), *node.type);
    }
    case ExprKind::Symbol: {
      const auto& node = As<typed::Symbol>(expr);
      return node.address ? EmitScalar(*node.address) : EmitFunctionAddress();
    }
    case ExprKind::IfValue:
      return EmitIfValue(As<typed::IfValue>(expr), nullptr);
    case ExprKind::Call: {
      const auto& node = As<typed::Call>(expr);
      EmitCall(node);
      const int32_t result = probe_.functions[node.function].result;
      if (result < 0) return Constant(0);
      return builder_.CreateLoad(builder_.getInt64Ty(), VariableAt(static_cast<uint32_t>(result)));
    }
    case ExprKind::ImportedCall:
      return EmitImportedCall(As<typed::ImportedCall>(expr));
    case ExprKind::MapAddress:
      module_.Walk(As<typed::MapAddress>(expr).map);
      return builder_.CreatePtrToInt(module_.store(As<typed::MapAddress>(expr).map).map,
                                     builder_.getInt64Ty());
    case ExprKind::Parameter: {
      const uint32_t index = As<typed::Parameter>(expr).parameter;
      return builder_.CreateLoad(builder_.getInt64Ty(), module_.ParameterField(index), true);
    }
    case ExprKind::StringLength:
      return EmitStringLength(As<typed::StringLength>(expr));
    case ExprKind::FindText:
      return EmitFindText(As<typed::FindText>(expr));
    case ExprKind::Address:
      return AddressOf(*As<typed::Address>(expr).operand);
    case ExprKind::ReadBuffer:
    case ExprKind::String:
    case ExprKind::Tuple:
    case ExprKind::ReadString:
    case ExprKind::Stack:
      break;
  }
  assert(false && "memory-typed expression used as a scalar");
  return Constant(0);
}

llvm::Value* ProgramEmitter::EmitAddress(const typed::Expr& expr) {
  if (expr.kind == ExprKind::Variable) return VariableAt(As<typed::Variable>(expr).slot);
  if (expr.kind == ExprKind::TupleElement) {
    const auto& node = As<typed::TupleElement>(expr);
    return At(EmitAddress(*node.base), LayOut(node.base->type->elements).offsets[node.index]);
  }
  Value* temporary = Temporary(SizeOf(*expr.type));
  EmitInto(expr, temporary);
  return temporary;
}

void ProgramEmitter::EmitInto(const typed::Expr& expr, Value* to) {
  const Type& type = *expr.type;
  if (!InMemory(type)) {
    Value* value = EmitScalar(expr);
    StoreInteger(to, value, SizeOf(type));
    return;
  }
  SetLocation(expr.range);
  switch (expr.kind) {
    case ExprKind::String:
      return EmitStringInto(As<typed::String>(expr), to);
    case ExprKind::Builtin:
      return EmitBuiltinInto(As<typed::Builtin>(expr), to);
    case ExprKind::MapRead:
      return EmitMapReadInto(As<typed::MapRead>(expr), to);
    case ExprKind::FoundValue:
      return Copy(to, found_, SizeOf(type));
    case ExprKind::Convert:
      return EmitConvertInto(As<typed::Convert>(expr), to);
    case ExprKind::Ternary:
      return EmitTernaryInto(As<typed::Ternary>(expr), to);
    case ExprKind::ContextField:
      return EmitContextFieldInto(As<typed::ContextField>(expr), to);
    case ExprKind::Field:
      return EmitFieldInto(As<typed::Field>(expr), to);
    case ExprKind::Tuple:
      return EmitTupleInto(As<typed::Tuple>(expr), to);
    case ExprKind::ReadString:
      return EmitReadStringInto(As<typed::ReadString>(expr), to);
    case ExprKind::ReadBuffer:
      return EmitReadBufferInto(As<typed::ReadBuffer>(expr), to);
    case ExprKind::Symbol:
      return EmitUserSymbolInto(As<typed::Symbol>(expr), to);
    case ExprKind::Stack:
      return EmitStackInto(As<typed::Stack>(expr), to);
    case ExprKind::IfValue:
      EmitIfValue(As<typed::IfValue>(expr), to);
      return;
    case ExprKind::Call: {
      const auto& node = As<typed::Call>(expr);
      EmitCall(node);
      const auto result = static_cast<uint32_t>(probe_.functions[node.function].result);
      return Copy(to, VariableAt(result), SizeOf(type));
    }
    case ExprKind::Parameter:
      return Copy(to, module_.ParameterField(As<typed::Parameter>(expr).parameter), SizeOf(type));
    case ExprKind::Dereference: {
      const auto& node = As<typed::Dereference>(expr);
      const bool clear = std::exchange(zero_tails_, true);
      Value* address = EmitScalar(*node.operand);
      zero_tails_ = clear;
      return ReadValue(to, type, address, SpaceOf(*node.operand), node.range);
    }
    case ExprKind::Index: {
      const auto& node = As<typed::Index>(expr);
      return ReadValue(to, type, ElementAddress(node), SpaceOf(*node.base), node.range);
    }
    default:
      Copy(to, EmitAddress(expr), SizeOf(type));
      return;
  }
}

llvm::Value* ProgramEmitter::EmitCondition(const typed::Expr& expr) {
  return builder_.CreateICmpNE(EmitScalar(expr), Constant(0));
}

void ProgramEmitter::EmitTupleInto(const typed::Tuple& node, Value* to) {
  if (HasPadding(*node.type)) Zero(to, SizeOf(*node.type));
  const TupleLayout layout = LayOut(node.type->elements);
  for (size_t i = 0; i < node.elements.size(); ++i)
    EmitInto(*node.elements[i], At(to, layout.offsets[i]));
}

llvm::Value* ProgramEmitter::EmitConvert(const typed::Convert& node) {
  const Type& from = *node.operand->type;
  const Type& to = *node.type;
  if (to.kind == TypeKind::Bool) {
    if (from.kind == TypeKind::String) {
      Value* first = builder_.CreateLoad(builder_.getInt8Ty(), EmitAddress(*node.operand));
      return builder_.CreateZExt(builder_.CreateICmpNE(first, builder_.getInt8(0)), builder_.getInt64Ty());
    }
    return builder_.CreateZExt(EmitCondition(*node.operand), builder_.getInt64Ty());
  }
  Value* value = nullptr;
  if (InMemory(from)) {  // an integer array seen as an integer
    value = builder_.CreateAlignedLoad(builder_.getIntNTy(8 * SizeOf(from)), EmitAddress(*node.operand),
                                       llvm::Align(1));
    value = Extend(value, to);
  } else {
    value = EmitScalar(*node.operand);
  }
  const uint32_t bytes = SizeOf(to);
  if (bytes >= 8) return value;
  return Extend(builder_.CreateTrunc(value, builder_.getIntNTy(8 * bytes)), to);
}

void ProgramEmitter::EmitConvertInto(const typed::Convert& node, Value* to) {
  if (!InMemory(*node.operand->type)) {  // an integer seen as an array
    const uint32_t bytes = SizeOf(*node.type);
    const Mark mark = MarkTemporaries();
    Value* word = Temporary(8);
    builder_.CreateStore(EmitScalar(*node.operand), word);
    Copy(to, word, bytes);
    ReleaseTemporaries(mark);
    return;
  }
  ConvertMemory(EmitAddress(*node.operand), *node.operand->type, to, *node.type);
}

// Strings are widened with zeroes, arrays of characters seen as strings end at their NUL; tuples
// are converted element by element, records by name.
void ProgramEmitter::ConvertMemory(Value* from, const Type& from_type, Value* to, const Type& to_type) {
  if (to_type.kind == TypeKind::Tuple) {
    if (HasPadding(to_type)) Zero(to, SizeOf(to_type));
    const TupleLayout source = LayOut(from_type.elements);
    const TupleLayout target = LayOut(to_type.elements);
    for (size_t i = 0; i < to_type.elements.size(); ++i) {
      const size_t at = IsRecord(to_type) ? ElementNamed(from_type, to_type.names[i]) : i;
      ConvertMemory(At(from, source.offsets[at]), *from_type.elements[at], At(to, target.offsets[i]),
                    *to_type.elements[i]);
    }
    return;
  }
  if (!InMemory(to_type)) {
    StoreInteger(to, LoadInteger(from, from_type), SizeOf(to_type));
    return;
  }
  const uint32_t from_size = SizeOf(from_type);
  const uint32_t to_size = SizeOf(to_type);
  if (to_size > from_size) Zero(to, to_size);
  Copy(to, from, std::min(from_size, to_size));
  if (to_type.kind == TypeKind::String && from_type.kind == TypeKind::Array) ClearTail(to, to_size);
}

llvm::Value* ProgramEmitter::EmitTernary(const typed::Ternary& node) {
  Value* result = StackSlot(8);  // becomes a register
  if (!node.then) {
    Value* value = EmitScalar(*node.value);
    builder_.CreateStore(value, result);
    Branch(builder_.CreateICmpEQ(value, Constant(0)),
           [&] { builder_.CreateStore(EmitScalar(*node.otherwise), result); });
  } else {
    Branch(
        EmitCondition(*node.condition), [&] { builder_.CreateStore(EmitScalar(*node.then), result); },
        [&] { builder_.CreateStore(EmitScalar(*node.otherwise), result); });
  }
  return builder_.CreateLoad(builder_.getInt64Ty(), result);
}

void ProgramEmitter::EmitTernaryInto(const typed::Ternary& node, Value* to) {
  if (!node.then) {  // a text, which is true when it is not empty
    EmitInto(*node.value, to);
    Value* first = builder_.CreateLoad(builder_.getInt8Ty(), to);
    return Branch(builder_.CreateICmpEQ(first, builder_.getInt8(0)), [&] { EmitInto(*node.otherwise, to); });
  }
  Branch(
      EmitCondition(*node.condition), [&] { EmitInto(*node.then, to); },
      [&] { EmitInto(*node.otherwise, to); });
}

llvm::Value* ProgramEmitter::EmitIfValue(const typed::IfValue& node, Value* to) {
  Value* result = to == nullptr ? StackSlot(8) : to;
  if (!node.condition) blocks_.push_back(node.range);
  const auto emit = [&](const typed::Block& block) {
    EmitBlock(block);
    if (!block.value) return;
    if (to == nullptr) {
      builder_.CreateStore(EmitScalar(*block.value), result);
    } else {
      EmitInto(*block.value, result);
    }
  };
  if (!node.condition) {
    emit(node.then);
    blocks_.pop_back();
  } else {
    Branch(EmitCondition(*node.condition), [&] { emit(node.then); }, [&] { emit(node.otherwise); });
  }
  return to == nullptr ? builder_.CreateLoad(builder_.getInt64Ty(), result) : to;
}

// Between functions of a split program the verifier must know it as a number, as which it comes out of
// memory: LLVM is not to take what was stored there, which may have been a pointer.
llvm::Value* ProgramEmitter::LoadVariable(uint32_t slot) {
  return builder_.CreateLoad(builder_.getInt64Ty(), VariableAt(slot), weights_ != nullptr);
}

llvm::Value* ProgramEmitter::StepOf(const typed::Increment& node, const Type& type) {
  Value* step = IsPointer(type) ? StepOf(type, node.range) : Constant(node.step);
  return node.decrement ? builder_.CreateNeg(step) : step;
}

llvm::Value* ProgramEmitter::EmitIncrement(const typed::Increment& node) {
  if (node.is_map) return EmitMapIncrement(node);
  Value* slot = VariableAt(node.slot);
  const Type& type = *probe_.variables[node.slot].type;
  Value* old = LoadVariable(node.slot);
  Value* changed = builder_.CreateAdd(old, StepOf(node, type));
  if (SizeOf(type) < 8) {
    changed = Extend(builder_.CreateTrunc(changed, builder_.getIntNTy(8 * SizeOf(type))), type);
  }
  builder_.CreateStore(changed, slot);
  return node.prefix ? changed : old;
}

}  // namespace sonde::codegen
