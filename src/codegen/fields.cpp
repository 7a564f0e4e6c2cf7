// Fields of kernel structs (CO-RE relocated), tracepoint records, pointers. Leaves: ProgramEmitter's
// field members. Covered by tests/codegen/core_test.cpp and the run tests of fields.
#include <llvm/IR/IntrinsicsBPF.h>

#include <utility>

#include "codegen/program.h"

namespace sonde::codegen {

using typed::As;
using typed::ExprKind;

// Where a pointer points to; where an array or struct lies: where its owner is, or in BPF memory.
AddressSpace ProgramEmitter::SpaceOf(const typed::Expr& base) const {
  if (base.kind == ExprKind::Builtin && As<typed::Builtin>(base).id == BuiltinId::Curtask) {
    return AddressSpace::Kernel;
  }
  if (!IsComposite(*base.type)) return base.type->space;
  switch (base.kind) {
    case ExprKind::Field:
      return SpaceOf(*As<typed::Field>(base).base);
    case ExprKind::Index:
      return SpaceOf(*As<typed::Index>(base).base);
    case ExprKind::Dereference:
      return SpaceOf(*As<typed::Dereference>(base).operand);
    default:
      return AddressSpace::Kernel;
  }
}

// Whether the verifier knows the pointer's type, so that fields can be loaded without a helper: the
// current task, and structs embedded in it.
bool ProgramEmitter::IsTypedBase(const typed::Expr& base) const {
  if (base.kind == ExprKind::Builtin) return As<typed::Builtin>(base).id == BuiltinId::Curtask;
  return base.kind == ExprKind::Field && base.type->kind == TypeKind::Struct &&
         IsTypedBase(*As<typed::Field>(base).base);
}

// The address of a field: base plus an offset that libbpf corrects for the running kernel. The intrinsic
// carries the struct's debug type; the backend turns it into a BTF relocation.
llvm::Value* ProgramEmitter::FieldAddress(const typed::Field& node) {
  Value* base = nullptr;
  const typed::Expr* from = node.base.get();
  if (from->kind == ExprKind::Dereference) from = As<typed::Dereference>(*from).operand.get();
  if (from->kind == ExprKind::Field && from->type->kind == TypeKind::Struct) {
    base = FieldAddress(As<typed::Field>(*from));
  } else if (from->type->kind == TypeKind::Struct) {
    base = AddressOf(*from);
  } else if (IsTypedBase(*from)) {
    base = Call(Helper::CurrentTaskBtf, {});
  } else if (from->kind == ExprKind::Field) {
    base = EmitField(As<typed::Field>(*from), /*as_base=*/true);
  } else {
    base = EmitScalar(*from);
  }
  SetLocation(node.range);
  if (base->getType()->isIntegerTy()) base = builder_.CreateIntToPtr(base, builder_.getPtrTy());
  auto* padding = llvm::ArrayType::get(builder_.getInt8Ty(), node.field.byte_offset);
  auto* bytes = llvm::ArrayType::get(builder_.getInt8Ty(), SizeOf(*node.field.type));
  auto* local = llvm::StructType::get(module_.context(), {padding, bytes}, /*isPacked=*/true);
  Value* address = builder_.CreatePreserveStructAccessIndex(
      local, base, 1, 0, module_.debug().StructWithField(*node.struct_type, node.field));
  return address;
}

llvm::Value* ProgramEmitter::ReadScalar(Value* address, const Type& type, AddressSpace space,
                                        SourceRange range) {
  const Mark mark = MarkTemporaries();
  Value* buffer = Temporary(8);
  ReadMemory(buffer, SizeOf(type), address, space, range);
  Value* value = LoadInteger(buffer, type);
  ReleaseTemporaries(mark);
  return value;
}

llvm::Value* ProgramEmitter::EmitField(const typed::Field& node, bool as_base) {
  const Type& storage = *node.field.type;
  Value* address = FieldAddress(node);
  Value* value = nullptr;
  // The verifier knows the type of a pointer that is loaded directly, and allows no arithmetic with it.
  if (IsTypedBase(*node.base) && (as_base || storage.kind != TypeKind::Pointer)) {
    value = builder_.CreateAlignedLoad(builder_.getIntNTy(8 * SizeOf(storage)), address,
                                       llvm::Align(SizeOf(storage)));
    // Opaque: LLVM would join this load with one from other memory, the verifier wants one kind for each.
    value = Opaque(Extend(value, storage));
  } else {
    value = ReadScalar(address, storage, SpaceOf(*node.base), node.range);
  }
  if (node.field.bit_size == 0) return value;
  value = builder_.CreateLShr(value, node.field.bit_offset);
  return builder_.CreateAnd(value, Constant((1ULL << node.field.bit_size) - 1));
}

void ProgramEmitter::EmitFieldInto(const typed::Field& node, Value* to) {
  const bool clear = std::exchange(zero_tails_, true);
  Value* address = FieldAddress(node);
  zero_tails_ = clear;
  ReadValue(to, *node.type, address, SpaceOf(*node.base), node.range);
}

llvm::Value* ProgramEmitter::EmitContextField(const typed::ContextField& node) {
  const ProbeArgument& argument = node.argument;
  if (argument.data_loc) {
    // Low half: offset of the data from the start of the record.
    Value* offset = builder_.CreateAnd(LoadContext(argument.offset, 4), Constant(0xffff));
    return builder_.CreateAdd(builder_.CreatePtrToInt(context_, builder_.getInt64Ty()), offset);
  }
  if (row_.context == ContextKind::RawArguments) {
    Value* word = ContextWord(8 * argument.offset);
    const uint32_t bytes = SizeOf(*node.type);
    if (bytes >= 8) return word;
    return Extend(builder_.CreateTrunc(word, builder_.getIntNTy(8 * bytes)), *node.type);
  }
  const uint32_t bytes = SizeOf(*node.type);
  Value* value = LoadContext(argument.offset, bytes);
  return bytes == 8 ? value : Extend(builder_.CreateTrunc(value, builder_.getIntNTy(8 * bytes)), *node.type);
}

void ProgramEmitter::EmitContextFieldInto(const typed::ContextField& node, Value* to) {
  Value* address = builder_.CreatePtrToInt(At(context_, node.argument.offset), builder_.getInt64Ty());
  ReadValue(to, *node.type, address, AddressSpace::Kernel, node.range);
}

llvm::Value* ProgramEmitter::EmitDereference(const typed::Dereference& node) {
  Value* address = EmitScalar(*node.operand);
  SetLocation(node.range);
  return ReadScalar(address, *node.type, SpaceOf(*node.operand), node.range);
}

llvm::Value* ProgramEmitter::AddressOf(const typed::Expr& expr) {
  Value* address = nullptr;
  switch (expr.kind) {
    case ExprKind::Field:
      address = FieldAddress(As<typed::Field>(expr));
      break;
    case ExprKind::Index:
      return ElementAddress(As<typed::Index>(expr));
    case ExprKind::Dereference:
      return EmitScalar(*As<typed::Dereference>(expr).operand);
    case ExprKind::ContextField:
      address = At(context_, As<typed::ContextField>(expr).argument.offset);
      break;
    case ExprKind::Variable:
      address = variables_[As<typed::Variable>(expr).slot];
      break;
    default:
      address = EmitAddress(expr);
      break;
  }
  return builder_.CreatePtrToInt(address, builder_.getInt64Ty());
}

// The index of an element. One outside an array is counted and reads the first element: the verifier wants to
// see a bound where the array lies in BPF memory.
llvm::Value* ProgramEmitter::ElementIndex(const typed::Index& node) {
  const Type& base = *node.base->type;
  Value* index = EmitScalar(*node.index);
  if (base.kind != TypeKind::Array || llvm::isa<llvm::ConstantInt>(index)) return index;
  SetLocation(node.range);
  index = Opaque(index);
  Value* bounded = StackSlot(8);
  builder_.CreateStore(index, bounded);
  Branch(builder_.CreateICmpUGE(index, Constant(base.count)), [&] {
    Count(bundle::LedgerKind::IndexOutOfBounds, module_.LocationIndex(node.range));
    builder_.CreateStore(Constant(0), bounded);
  });
  // Opaque: LLVM would join an index that is known to be small and an address by `or`, which the verifier
  // refuses.
  return Opaque(builder_.CreateLoad(builder_.getInt64Ty(), bounded));
}

llvm::Value* ProgramEmitter::ElementAddress(const typed::Index& node) {
  const Type& base = *node.base->type;
  Value* start = base.kind == TypeKind::Pointer ? EmitScalar(*node.base) : AddressOf(*node.base);
  const uint32_t size = base.element ? std::max(SizeOf(*base.element), 1U) : 1;
  return builder_.CreateAdd(start, builder_.CreateMul(ElementIndex(node), Constant(size)));
}

llvm::Value* ProgramEmitter::EmitIndex(const typed::Index& node) {
  if (node.base->type->kind == TypeKind::String) {
    Value* start = EmitAddress(*node.base);
    // Opaque: what is compared and what is added must be one register for the verifier to see the bound.
    Value* index = Opaque(builder_.CreateAnd(EmitScalar(*node.index), Constant(0xffff)));
    const uint32_t capacity = SizeOf(*node.base->type);
    Value* bounded = builder_.CreateSelect(builder_.CreateICmpULT(index, Constant(capacity)), index,
                                           Constant(capacity - 1));
    Value* at = builder_.CreateGEP(builder_.getInt8Ty(), start, {Opaque(bounded)});
    return Extend(builder_.CreateLoad(builder_.getInt8Ty(), at), *node.type);
  }
  Value* address = ElementAddress(node);
  return ReadScalar(address, *node.type, SpaceOf(*node.base), node.range);
}

}  // namespace sonde::codegen
