// Fields, elements, tracepoint records, pointers. Leaves: ProgramEmitter's field members; those of the
// kernel's structs are in kernel_fields.cpp. Covered by tests/codegen/core_test.cpp and the run tests of
// fields.
#include <algorithm>
#include <bit>
#include <utility>

#include "codegen/program.h"
#include "codegen/registers.h"

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
    case ExprKind::ContextField: {
      const bool user = As<typed::ContextField>(base).argument.place.kind == EntryPlace::Kind::Memory;
      return user ? AddressSpace::User : AddressSpace::Kernel;
    }
    default:
      return AddressSpace::Kernel;
  }
}

// Whether the verifier knows the pointer's type, so that fields can be loaded without a helper: the
// current task, and structs embedded in it, unless the script has its own idea of task_struct.
bool ProgramEmitter::IsTypedBase(const typed::Expr& base) const {
  if (base.kind == ExprKind::Builtin) {
    return As<typed::Builtin>(base).id == BuiltinId::Curtask &&
           module_.program().relocated.Has(*base.type->element);
  }
  return base.kind == ExprKind::Field && base.type->kind == TypeKind::Struct &&
         IsTypedBase(*As<typed::Field>(base).base);
}

// The address of a field.
llvm::Value* ProgramEmitter::FieldAddress(const typed::Field& node) {
  if (module_.program().relocated.Has(*node.struct_type)) return AddressOfPlace(PlaceOf(node), node.range);
  Value* base = EmitBase(*node.base);
  SetLocation(node.range);
  return At(base, node.field.byte_offset);
}

// The address, as a pointer, of the struct whose field is read.
llvm::Value* ProgramEmitter::EmitBase(const typed::Expr& expr) {
  const typed::Expr* from = &expr;
  // Of a pointer to a struct nothing is read yet; one to a pointer is read.
  if (from->kind == ExprKind::Dereference && from->type->kind == TypeKind::Struct) {
    from = As<typed::Dereference>(*from).operand.get();
  }
  Value* base = nullptr;
  if (from->kind == ExprKind::Field && from->type->kind == TypeKind::Struct) {
    base = FieldAddress(As<typed::Field>(*from));
  } else if (from->type->kind == TypeKind::Struct) {
    base = AddressOf(*from);
  } else if (IsTypedBase(*from) && !untyped_bases_) {
    base = Call(Helper::CurrentTaskBtf, {});
  } else if (from->kind == ExprKind::Field) {
    base = EmitField(As<typed::Field>(*from), /*as_base=*/!untyped_bases_);
  } else {
    base = EmitScalar(*from);
  }
  if (base->getType()->isIntegerTy()) base = builder_.CreateIntToPtr(base, builder_.getPtrTy());
  return base;
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
  if (module_.program().relocated.Has(*node.struct_type)) return EmitKernelField(node, as_base);
  Value* value = ReadScalar(FieldAddress(node), *node.field.type, SpaceOf(*node.base), node.range);
  if (node.field.bit_size == 0) return value;
  value = builder_.CreateShl(value, 64 - node.field.bit_offset - node.field.bit_size);
  const uint64_t distance = 64 - node.field.bit_size;
  return node.field.type->is_signed ? builder_.CreateAShr(value, distance)
                                    : builder_.CreateLShr(value, distance);
}

void ProgramEmitter::EmitFieldInto(const typed::Field& node, Value* to) {
  if (module_.program().relocated.Has(*node.struct_type)) return EmitKernelFieldInto(node, to);
  const bool clear = std::exchange(zero_tails_, true);
  Value* address = FieldAddress(node);
  zero_tails_ = clear;
  ReadValue(to, *node.type, address, SpaceOf(*node.base), node.range);
}

llvm::Value* ProgramEmitter::Narrow(Value* word, const Type& type) {
  const uint32_t bytes = SizeOf(type);
  return bytes >= 8 ? word : Extend(builder_.CreateTrunc(word, builder_.getIntNTy(8 * bytes)), type);
}

// `number` as DWARF counts registers.
llvm::Value* ProgramEmitter::RegisterWord(uint16_t number) {
  return ContextWord(kDwarfOffsets[number % std::size(kDwarfOffsets)]);
}

llvm::Value* ProgramEmitter::PlaceAddress(const EntryPlace& place) {
  return builder_.CreateAdd(RegisterWord(place.base), Constant(static_cast<uint64_t>(int64_t{place.offset})));
}

// A value that several registers hold, or that is smaller than a word: never a byte more than it has.
void ProgramEmitter::StoreParts(const EntryPlace& place, Value* to) {
  for (const RegisterPart& part : place.parts) {
    Value* word = RegisterWord(part.number);
    for (uint32_t done = 0; done < part.size;) {
      const uint32_t bytes = std::bit_floor(std::min<uint32_t>(part.size - done, 8));
      Value* piece = builder_.CreateTrunc(builder_.CreateLShr(word, 8 * done), builder_.getIntNTy(8 * bytes));
      builder_.CreateAlignedStore(piece, At(to, part.offset + done), llvm::Align(1));
      done += bytes;
    }
  }
}

llvm::Value* ProgramEmitter::EmitContextField(const typed::ContextField& node) {
  const ProbeArgument& argument = node.argument;
  switch (argument.place.kind) {
    case EntryPlace::Kind::None:
      break;
    case EntryPlace::Kind::Registers:
      return Narrow(RegisterWord(argument.place.parts.at(0).number), *node.type);
    case EntryPlace::Kind::Memory:
      return ReadScalar(PlaceAddress(argument.place), *node.type, AddressSpace::User, node.range);
  }
  if (argument.data_loc) {
    // Low half: offset of the data from the start of the record, or from the end of the field itself.
    constexpr uint32_t kLocationSize = 4;
    Value* offset = builder_.CreateAnd(LoadContext(argument.offset, kLocationSize), Constant(0xffff));
    if (argument.relative) offset = builder_.CreateAdd(offset, Constant(argument.offset + kLocationSize));
    return builder_.CreateAdd(ContextAddress(0), offset);
  }
  if (row_.context == ContextKind::RawArguments) {
    return Narrow(ContextWord(8 * argument.offset), *node.type);
  }
  const uint32_t bytes = SizeOf(*node.type);
  Value* value = LoadContext(argument.offset, bytes);
  return bytes == 8 ? value : Extend(builder_.CreateTrunc(value, builder_.getIntNTy(8 * bytes)), *node.type);
}

void ProgramEmitter::EmitContextFieldInto(const typed::ContextField& node, Value* to) {
  const EntryPlace& place = node.argument.place;
  if (place.kind == EntryPlace::Kind::Registers) return StoreParts(place, to);
  if (place.kind == EntryPlace::Kind::Memory) {
    return ReadValue(to, *node.type, PlaceAddress(place), AddressSpace::User, node.range);
  }
  ReadValue(to, *node.type, ContextAddress(node.argument.offset), AddressSpace::Kernel, node.range);
}

llvm::Value* ProgramEmitter::EmitDereference(const typed::Dereference& node) {
  Value* address = EmitScalar(*node.operand);
  SetLocation(node.range);
  return ReadScalar(address, *node.type, SpaceOf(*node.operand), node.range);
}

llvm::Value* ProgramEmitter::AddressOf(const typed::Expr& expr) {
  Value* address = nullptr;
  switch (expr.kind) {
    case ExprKind::Field: {
      const bool outer = std::exchange(untyped_bases_, true);  // the script may compute with it
      address = FieldAddress(As<typed::Field>(expr));
      untyped_bases_ = outer;
      break;
    }
    case ExprKind::Index:
      return ElementAddress(As<typed::Index>(expr));
    case ExprKind::Dereference:
      return EmitScalar(*As<typed::Dereference>(expr).operand);
    case ExprKind::ContextField: {
      const ProbeArgument& argument = As<typed::ContextField>(expr).argument;
      if (argument.place.kind == EntryPlace::Kind::Memory) return PlaceAddress(argument.place);
      if (argument.place.kind != EntryPlace::Kind::Registers) return ContextAddress(argument.offset);
      address = EmitAddress(expr);
      break;
    }
    case ExprKind::Variable:
      address = VariableAt(As<typed::Variable>(expr).slot);
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
  if (base.kind != TypeKind::Array || base.count == 0 || llvm::isa<llvm::ConstantInt>(index)) return index;
  SetLocation(node.range);
  index = Opaque(index);
  Value* bounded = StackSlot(8);
  builder_.CreateStore(index, bounded);
  Branch(builder_.CreateICmpUGE(index, Constant(base.count)), [&] {
    Count(bundle::LedgerKind::IndexOutOfBounds, LocationIndex(node.range));
    builder_.CreateStore(Constant(0), bounded);
  });
  // Opaque: LLVM would join an index that is known to be small and an address by `or`, which the verifier
  // refuses.
  return Opaque(builder_.CreateLoad(builder_.getInt64Ty(), bounded));
}

// How far apart the things lie that a pointer leads to, as the running kernel has them.
llvm::Value* ProgramEmitter::StepOf(const Type& pointer, SourceRange range) {
  const Type& pointee = *pointer.element;
  if (pointee.kind != TypeKind::Struct || pointee.size == 0) return Constant(std::max(SizeOf(pointee), 1U));
  return module_.relocations().TypeSize(builder_, pointee, module_.LocationIndex(range));
}

llvm::Value* ProgramEmitter::ElementAddress(const typed::Index& node) {
  const Type& base = *node.base->type;
  if (IsKernelArray(*node.base)) {
    return builder_.CreatePtrToInt(AddressOfPlace(PlaceOf(node), node.range), builder_.getInt64Ty());
  }
  Value* start = base.kind == TypeKind::Pointer ? EmitScalar(*node.base) : AddressOf(*node.base);
  Value* index = ElementIndex(node);
  Value* size = base.kind == TypeKind::Pointer
                    ? StepOf(base, node.range)
                    : Constant(base.element ? std::max(SizeOf(*base.element), 1U) : 1);
  Value* distance = builder_.CreateMul(index, size);
  // Opaque: LLVM would join the address of an element, a multiple of its alignment, and the offset of a field
  // by `or`, which the verifier refuses.
  if (!llvm::isa<llvm::ConstantInt>(distance)) return Opaque(builder_.CreateAdd(start, distance));
  // As a step of a pointer: LLVM would join the address of a variable and a small number by `or`, which the
  // verifier refuses.
  Value* element = builder_.CreateGEP(builder_.getInt8Ty(),
                                      builder_.CreateIntToPtr(start, builder_.getPtrTy()), {distance});
  return builder_.CreatePtrToInt(element, builder_.getInt64Ty());
}

llvm::Value* ProgramEmitter::EmitIndex(const typed::Index& node) {
  if (node.base->type->kind == TypeKind::String) {
    Value* start = EmitAddress(*node.base);
    // Opaque: what is compared and what is added must be one register for the verifier to see the bound.
    Value* index = Opaque(builder_.CreateAnd(EmitScalar(*node.index), Constant(0xffff)));
    const uint32_t capacity = SizeOf(*node.base->type);
    Value* bounded = builder_.CreateSelect(builder_.CreateICmpULT(index, Constant(capacity)), index,
                                           Constant(capacity - 1));
    Value* at = AddToPointer(start, Opaque(bounded));
    return Extend(builder_.CreateLoad(builder_.getInt8Ty(), at), *node.type);
  }
  Value* address = ElementAddress(node);
  return ReadScalar(address, *node.type, SpaceOf(*node.base), node.range);
}

}  // namespace sonde::codegen
