// Steps, indices. Leaves: StepOf, ElementIndex. Covered by tests/run/access.test.
#include "codegen/places.h"

#include "codegen/counters.h"
#include "codegen/expressions.h"
#include "codegen/program.h"

namespace sonde::codegen {

using typed::As;
using typed::ExprKind;

// Whether the verifier knows the pointer's type, so that fields can be loaded without a helper: the
// current task, and structs embedded in it, unless the script has its own idea of task_struct.
bool IsTypedBase(FunctionEmitter& f, const typed::Expr& base) {
  if (base.kind == ExprKind::Builtin) {
    return As<typed::Builtin>(base).id == BuiltinId::Curtask &&
           f.module().program().relocated.Has(*base.type->element);
  }
  return base.kind == ExprKind::Field && base.type->kind == TypeKind::Struct &&
         IsTypedBase(f, *As<typed::Field>(base).base);
}

// Whether the expression is an array embedded in a kernel struct.
bool IsKernelArray(FunctionEmitter& f, const typed::Expr& expr) {
  if (expr.type->kind != TypeKind::Array) return false;
  if (expr.kind == ExprKind::Index) return IsKernelArray(f, *As<typed::Index>(expr).base);
  return expr.kind == ExprKind::Field &&
         f.module().program().relocated.Has(*As<typed::Field>(expr).struct_type);
}

// How far apart the things lie that a pointer leads to, as the running kernel has them.
Value* StepOf(FunctionEmitter& f, const Type& pointer, SourceRange range) {
  const Type& pointee = *pointer.element;
  if (pointee.kind != TypeKind::Struct || pointee.size == 0) return f.Constant(std::max(SizeOf(pointee), 1U));
  return f.module().relocations().TypeSize(f.ir, pointee, f.module().metadata().LocationIndex(range));
}

Value* StepOf(FunctionEmitter& f, const typed::Increment& node, const Type& type) {
  Value* step = IsPointer(type) ? StepOf(f, type, node.range) : f.Constant(node.step);
  return node.decrement ? f.ir.CreateNeg(step) : step;
}

// The index of an element. One outside an array is counted and reads the first element: the verifier wants to
// see a bound where the array lies in BPF memory.
Value* ElementIndex(FunctionEmitter& f, const typed::Index& node) {
  const Type& base = *node.base->type;
  Value* index = EmitScalar(f, *node.index);
  if (base.kind != TypeKind::Array || base.count == 0 || llvm::isa<llvm::ConstantInt>(index)) return index;
  f.SetLocation(node.range);
  index = f.Opaque(index);
  Value* bounded = f.StackSlot(8);
  f.ir.CreateStore(index, bounded);
  f.Branch(f.ir.CreateICmpUGE(index, f.Constant(base.count)), [&] {
    Count(f, bundle::LedgerKind::IndexOutOfBounds, f.LocationIndex(node.range));
    f.ir.CreateStore(f.Constant(0), bounded);
  });
  // Opaque: LLVM would join an index that is known to be small and an address by `or`, which the verifier
  // refuses.
  return f.Opaque(f.ir.CreateLoad(f.ir.getInt64Ty(), bounded));
}

}  // namespace sonde::codegen
