// Fields, elements, tracepoint records, pointers. Leaves: what they come to; those of the
// kernel's structs are in kernel_fields.cpp. Covered by tests/codegen/core_test.cpp and the run tests of
// fields.
#include "codegen/fields.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <utility>

#include "codegen/builtins.h"
#include "codegen/context.h"
#include "codegen/counters.h"
#include "codegen/expressions.h"
#include "codegen/places.h"
#include "codegen/program.h"
#include "codegen/reads.h"
#include "codegen/registers.h"
#include "codegen/task_values.h"
#include "codegen/trampoline.h"

namespace sonde::codegen {

using typed::As;
using typed::ExprKind;

namespace {

// The address of a field.
Value* FieldAddress(FunctionEmitter& f, const typed::Field& node, Bases bases) {
  if (f.module().program().relocated.Has(*node.struct_type)) return KernelFieldAddress(f, node, bases);
  Value* base = EmitBase(f, *node.base, bases);
  f.SetLocation(node.range);
  return f.At(base, node.field.byte_offset);
}

Value* ReadScalar(FunctionEmitter& f, Value* address, const Type& type, AddressSpace space,
                  SourceRange range) {
  const Mark mark = f.MarkTemporaries();
  Value* buffer = f.Temporary(8);
  ReadMemory(f, buffer, SizeOf(type), address, space, range);
  Value* value = f.LoadInteger(buffer, type);
  f.ReleaseTemporaries(mark);
  return value;
}

Value* EmitField(FunctionEmitter& f, const typed::Field& node, bool as_base, Bases bases) {
  if (f.module().program().relocated.Has(*node.struct_type)) return EmitKernelField(f, node, as_base, bases);
  Value* value =
      ReadScalar(f, FieldAddress(f, node, bases), *node.field.type, SpaceOf(*node.base), node.range);
  if (node.field.bit_size == 0) return value;
  value = f.ir.CreateShl(value, 64 - node.field.bit_offset - node.field.bit_size);
  const uint64_t distance = 64 - node.field.bit_size;
  return node.field.type->is_signed ? f.ir.CreateAShr(value, distance) : f.ir.CreateLShr(value, distance);
}

constexpr uint32_t kTrampolineWord = 8;  // bytes

// `number` as DWARF counts registers.
Value* RegisterWord(FunctionEmitter& f, uint16_t number) {
  return LoadWord(f, kDwarfOffsets[number % std::size(kDwarfOffsets)]);
}

// Of a place in memory.
Value* PlaceAddress(FunctionEmitter& f, const Place& place) {
  switch (place.kind) {
    case Place::Kind::Memory:
      return f.ir.CreateAdd(RegisterWord(f, place.base),
                            f.Constant(static_cast<uint64_t>(int64_t{place.displacement})));
    case Place::Kind::Trampoline:
      return ContextAddress(f, kTrampolineWord * place.offset);
    default:
      return ContextAddress(f, place.offset);
  }
}

// Where the record says that the value is.
Value* DereferencedAddress(FunctionEmitter& f, const Place& place) {
  constexpr uint32_t kLocationSize = 4;
  Value* offset = f.ir.CreateAnd(LoadContext(f, place.offset, kLocationSize), f.Constant(0xffff));
  if (place.relative) offset = f.ir.CreateAdd(offset, f.Constant(place.offset + kLocationSize));
  return f.ir.CreateAdd(ContextAddress(f, 0), offset);
}

// A value that several registers hold, or that is smaller than a word: never a byte more than it has.
void StoreParts(FunctionEmitter& f, const Place& place, Value* to) {
  for (const RegisterPart& part : place.parts) {
    Value* word = RegisterWord(f, part.number);
    for (uint32_t done = 0; done < part.size;) {
      const uint32_t bytes = std::bit_floor(std::min<uint32_t>(part.size - done, 8));
      Value* piece = f.ir.CreateTrunc(f.ir.CreateLShr(word, 8 * done), f.ir.getIntNTy(8 * bytes));
      f.ir.CreateAlignedStore(piece, f.At(to, part.offset + done), llvm::Align(1));
      done += bytes;
    }
  }
}

Value* ElementAddress(FunctionEmitter& f, const typed::Index& node) {
  const Type& base = *node.base->type;
  if (IsKernelArray(f, *node.base)) {
    return f.ir.CreatePtrToInt(KernelElementAddress(f, node), f.ir.getInt64Ty());
  }
  Value* start = base.kind == TypeKind::Pointer ? EmitScalar(f, *node.base) : AddressOf(f, *node.base);
  Value* index = ElementIndex(f, node);
  Value* size = base.kind == TypeKind::Pointer
                    ? StepOf(f, base, node.range)
                    : f.Constant(base.element ? std::max(SizeOf(*base.element), 1U) : 1);
  Value* distance = f.ir.CreateMul(index, size);
  // Opaque: LLVM would join the address of an element, a multiple of its alignment, and the offset of a field
  // by `or`, which the verifier refuses.
  if (!llvm::isa<llvm::ConstantInt>(distance)) return f.Opaque(f.ir.CreateAdd(start, distance));
  // As a step of a pointer: LLVM would join the address of a variable and a small number by `or`, which the
  // verifier refuses.
  Value* element = f.ir.CreateGEP(f.ir.getInt8Ty(), f.ir.CreateIntToPtr(start, f.ir.getPtrTy()), {distance});
  return f.ir.CreatePtrToInt(element, f.ir.getInt64Ty());
}

}  // namespace

// The address, as a pointer, of the struct whose field is read.
Value* EmitBase(FunctionEmitter& f, const typed::Expr& expr, Bases bases) {
  const typed::Expr* from = &expr;
  // Of a pointer to a struct nothing is read yet; one to a pointer is read.
  if (from->kind == ExprKind::Dereference && from->type->kind == TypeKind::Struct) {
    from = As<typed::Dereference>(*from).operand.get();
  }
  Value* base = nullptr;
  if (from->kind == ExprKind::Field && from->type->kind == TypeKind::Struct) {
    base = FieldAddress(f, As<typed::Field>(*from), bases);
  } else if (from->type->kind == TypeKind::Struct) {
    base = AddressOf(f, *from);
  } else if (IsTypedBase(f, *from) && bases == Bases::Known) {
    base = KnownTask(f);
  } else if (from->kind == ExprKind::Field) {
    base = EmitField(f, As<typed::Field>(*from), /*as_base=*/bases == Bases::Known, bases);
  } else {
    base = EmitScalar(f, *from);
  }
  if (base->getType()->isIntegerTy()) base = f.ir.CreateIntToPtr(base, f.ir.getPtrTy());
  return base;
}

void EmitBytes(FunctionEmitter& f, const typed::Field& node, Value* to, Tail tail) {
  if (f.module().program().relocated.Has(*node.struct_type)) return EmitKernelFieldInto(f, node, to, tail);
  Value* address = FieldAddress(f, node, Bases::Known);
  ReadValue(f, to, *node.type, address, SpaceOf(*node.base), node.range, tail);
}

Value* EmitWord(FunctionEmitter& f, const typed::ContextField& node) {
  const Place& place = node.argument.place;
  switch (place.kind) {
    case Place::Kind::Context: {
      const uint32_t bytes = SizeOf(*node.type);
      Value* value = LoadContext(f, place.offset, bytes);
      return bytes == 8 ? value : f.Extend(f.ir.CreateTrunc(value, f.ir.getIntNTy(8 * bytes)), *node.type);
    }
    case Place::Kind::Dereference:
      return DereferencedAddress(f, place);
    case Place::Kind::Trampoline: {
      const ContextKind context = f.plan().context;
      const bool typed = node.type->kind == TypeKind::Pointer &&
                         (context == ContextKind::Trampoline || context == ContextKind::TypedArguments);
      return typed ? ParameterWord(f, place.offset)
                   : f.Narrow(LoadWord(f, kTrampolineWord * place.offset), *node.type);
    }
    case Place::Kind::Registers:
      return f.Narrow(RegisterWord(f, place.parts.at(0).number), *node.type);
    case Place::Kind::Memory:
      return ReadScalar(f, PlaceAddress(f, place), *node.type, AddressSpace::User, node.range);
    case Place::Kind::Constant:
      return f.Constant(place.constant);
    case Place::Kind::None:
      break;
  }
  assert(false && "an argument that lies nowhere");
  return f.Constant(0);
}

void EmitBytes(FunctionEmitter& f, const typed::ContextField& node, Value* to, Tail tail) {
  const Place& place = node.argument.place;
  if (place.kind == Place::Kind::Registers) return StoreParts(f, place, to);
  const bool user = place.kind == Place::Kind::Memory;
  ReadValue(f, to, *node.type, PlaceAddress(f, place), user ? AddressSpace::User : AddressSpace::Kernel,
            node.range, tail);
}

Value* EmitWord(FunctionEmitter& f, const typed::Dereference& node) {
  Value* address = EmitScalar(f, *node.operand);
  f.SetLocation(node.range);
  return ReadScalar(f, address, *node.type, SpaceOf(*node.operand), node.range);
}

Value* AddressOf(FunctionEmitter& f, const typed::Expr& expr) {
  Value* address = nullptr;
  switch (expr.kind) {
    case ExprKind::Field: {
      address = FieldAddress(f, As<typed::Field>(expr), Bases::Plain);  // the script may compute with it
      break;
    }
    case ExprKind::Index:
      return ElementAddress(f, As<typed::Index>(expr));
    case ExprKind::Dereference:
      return EmitScalar(f, *As<typed::Dereference>(expr).operand);
    case ExprKind::ContextField: {
      const Place& place = As<typed::ContextField>(expr).argument.place;
      if (place.kind != Place::Kind::Registers) return PlaceAddress(f, place);
      address = EmitAddress(f, expr);
      break;
    }
    case ExprKind::Variable:
      address = f.VariableAt(As<typed::Variable>(expr).slot);
      break;
    default:
      address = EmitAddress(f, expr);
      break;
  }
  return f.ir.CreatePtrToInt(address, f.ir.getInt64Ty());
}

Value* EmitWord(FunctionEmitter& f, const typed::Index& node) {
  if (node.base->type->kind == TypeKind::String) {
    Value* start = EmitAddress(f, *node.base);
    // Opaque: what is compared and what is added must be one register for the verifier to see the bound.
    Value* index = f.Opaque(f.ir.CreateAnd(EmitScalar(f, *node.index), f.Constant(0xffff)));
    const uint32_t capacity = SizeOf(*node.base->type);
    Value* bounded =
        f.ir.CreateSelect(f.ir.CreateICmpULT(index, f.Constant(capacity)), index, f.Constant(capacity - 1));
    Value* at = f.AddToPointer(start, f.Opaque(bounded));
    return f.Extend(f.ir.CreateLoad(f.ir.getInt8Ty(), at), *node.type);
  }
  Value* address = ElementAddress(f, node);
  return ReadScalar(f, address, *node.type, SpaceOf(*node.base), node.range);
}

Value* EmitWord(FunctionEmitter& f, const typed::Field& node) {
  return EmitField(f, node, /*as_base=*/false, Bases::Known);
}

void EmitBytes(FunctionEmitter& f, const typed::Dereference& node, Value* to, Tail tail) {
  Value* address = EmitScalar(f, *node.operand);
  ReadValue(f, to, *node.type, address, SpaceOf(*node.operand), node.range, tail);
}

void EmitBytes(FunctionEmitter& f, const typed::Index& node, Value* to, Tail tail) {
  ReadValue(f, to, *node.type, ElementAddress(f, node), SpaceOf(*node.base), node.range, tail);
}

Value* EmitWord(FunctionEmitter& f, const typed::Address& node) {
  return AddressOf(f, *node.operand);
}

}  // namespace sonde::codegen
