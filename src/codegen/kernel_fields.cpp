// Fields of the kernel's structs, relocated at load (CO-RE): where they lie, how large they are, which bits.
// Leaves: EmitKernelField and its like. Covered by tests/codegen/core_test.cpp and
// tests/run/kernel-types.test.
#include <utility>

#include "codegen/expressions.h"
#include "codegen/fields.h"
#include "codegen/places.h"
#include "codegen/program.h"
#include "codegen/reads.h"

namespace sonde::codegen {

using typed::As;
using typed::ExprKind;

namespace {

// A place in a kernel struct: `distance` (null: 0) and a path, whose offset is relocated, from a pointer.
struct FieldAddress {
  Value* base = nullptr;
  Value* distance = nullptr;
  KernelPath path;
};

FieldAddress FieldAddressOf(FunctionEmitter& f, const typed::Field& node, Bases bases);
FieldAddress FieldAddressOf(FunctionEmitter& f, const typed::Index& node, Bases bases);

// A field or element of a kernel struct: the chain of embedded structs and arrays is one path from the
// struct that a pointer leads to, so that only that one must have a name.
FieldAddress FieldAddressOf(FunctionEmitter& f, const typed::Field& node, Bases bases) {
  const typed::Expr* base = node.base.get();
  FieldAddress place;
  if (base->kind == ExprKind::Field && base->type->kind == TypeKind::Struct) {
    place = FieldAddressOf(f, As<typed::Field>(*base), bases);
  } else if (base->kind == ExprKind::Index && base->type->kind == TypeKind::Struct &&
             IsKernelArray(f, *As<typed::Index>(*base).base)) {
    place = FieldAddressOf(f, As<typed::Index>(*base), bases);
  } else {
    place.base = EmitBase(f, *base, bases);
  }
  place.path.steps.push_back({node.struct_type.get(), &node.field});
  return place;
}

// An element whose index is only known at run time is reached from element 0, by the size of an element.
FieldAddress FieldAddressOf(FunctionEmitter& f, const typed::Index& node, Bases bases) {
  const typed::Expr& base = *node.base;
  FieldAddress place = base.kind == ExprKind::Field ? FieldAddressOf(f, As<typed::Field>(base), bases)
                                                    : FieldAddressOf(f, As<typed::Index>(base), bases);
  const auto literal =
      node.index->kind == ExprKind::Integer ? As<typed::Integer>(*node.index).bits : base.type->count;
  const bool known = literal < base.type->count;
  place.path.steps.push_back({base.type.get(), nullptr, known ? static_cast<uint32_t>(literal) : 0});
  if (known) return place;
  Value* index = ElementIndex(f, node);
  Value* size = f.module().relocations().Field(f.ir, place.path, Relocated::ByteSize,
                                               f.module().metadata().LocationIndex(node.range));
  Value* distance = f.ir.CreateMul(index, size);
  place.distance = place.distance == nullptr ? distance : f.ir.CreateAdd(place.distance, distance);
  return place;
}

Value* AddressOfPlace(FunctionEmitter& f, const FieldAddress& place, SourceRange range) {
  f.SetLocation(range);
  Value* base = place.base;
  if (place.distance != nullptr) base = f.ir.CreateGEP(f.ir.getInt8Ty(), base, {place.distance});
  return f.module().relocations().Address(f.ir, base, place.path, f.module().metadata().LocationIndex(range));
}

// As many bytes as the field has on the running kernel, in a word; its bits are then cut out. A field that
// has become smaller is extended by its own sign, one that has become larger loses its upper bits.
Value* ReadKernelField(FunctionEmitter& f, const typed::Field& node, const FieldAddress& place,
                       Value* address) {
  const Type& storage = *node.field.type;
  const uint32_t location = f.module().metadata().LocationIndex(node.range);
  const auto fact = [&](Relocated what) {
    return f.module().relocations().Field(f.ir, place.path, what, location);
  };
  const Mark mark = f.MarkTemporaries();
  Value* buffer = f.Temporary(8);
  f.ir.CreateAlignedStore(f.Constant(0), buffer, llvm::Align(8));
  Value* size = f.ir.CreateTrunc(fact(Relocated::ByteSize), f.ir.getInt32Ty());
  ReadBytes(f, buffer, size, address, SpaceOf(*node.base), node.range);
  Value* value = f.ir.CreateAlignedLoad(f.ir.getInt64Ty(), buffer, llvm::Align(8));
  f.ReleaseTemporaries(mark);
  const bool bits = node.field.bit_size != 0;
  if (bits || storage.is_signed) {
    value = f.ir.CreateShl(value, fact(Relocated::LeftShift));
    Value* distance = fact(Relocated::RightShift);
    value = storage.is_signed ? f.ir.CreateAShr(value, distance) : f.ir.CreateLShr(value, distance);
  }
  const uint32_t bytes = SizeOf(storage);
  return bytes == 8 ? value : f.Extend(f.ir.CreateTrunc(value, f.ir.getIntNTy(8 * bytes)), storage);
}

Value* EmitFact(FunctionEmitter& f, const typed::KernelFact& fact, uint64_t bits, SourceRange range) {
  Relocations& relocations = f.module().relocations();
  const uint32_t location = f.module().metadata().LocationIndex(range);
  switch (fact.kind) {
    case typed::KernelFact::Kind::TypeSize:
      return relocations.TypeSize(f.ir, *fact.type, location);
    case typed::KernelFact::Kind::EnumValue:
      return relocations.EnumValue(f.ir, *fact.type, fact.enumerator, static_cast<int64_t>(bits), location);
    case typed::KernelFact::Kind::FieldOffset:
      break;
  }
  KernelPath path;
  for (const auto& [owner, field] : fact.path)
    path.steps.push_back({owner.get(), &field});
  return relocations.Field(f.ir, path, Relocated::ByteOffset, location);
}

}  // namespace

// Where the verifier knows the pointer's type, a load needs no helper. libbpf adapts the width of such a load
// for unsigned fields and pointers; for others the load is only taken if the width is what it was.
Value* EmitKernelField(FunctionEmitter& f, const typed::Field& node, bool as_base, Bases bases) {
  const Type& storage = *node.field.type;
  const FieldAddress place = FieldAddressOf(f, node, bases);
  Value* address = AddressOfPlace(f, place, node.range);
  // The verifier knows the type of a pointer that is loaded directly, and allows no arithmetic with it.
  const bool direct = bases == Bases::Known && IsTypedBase(f, *node.base) && node.field.bit_size == 0 &&
                      place.distance == nullptr && (as_base || storage.kind != TypeKind::Pointer);
  if (!direct) return ReadKernelField(f, node, place, address);
  const uint32_t bytes = SizeOf(storage);
  const auto load = [&] {
    Value* value = f.ir.CreateAlignedLoad(f.ir.getIntNTy(8 * bytes), address, llvm::Align(bytes));
    // Opaque: LLVM would join this load with one from other memory, the verifier wants one kind for each.
    return f.Opaque(f.Extend(value, storage));
  };
  const bool adapts =
      storage.kind == TypeKind::Pointer || (storage.kind == TypeKind::Integer && !storage.is_signed);
  if (adapts || !f.module().relocations().Covers(place.path)) return load();
  Value* size = f.module().relocations().Field(f.ir, place.path, Relocated::ByteSize,
                                               f.module().metadata().LocationIndex(node.range));
  Value* result = f.StackSlot(8);
  f.Branch(
      f.ir.CreateICmpEQ(size, f.Constant(bytes)), [&] { f.ir.CreateStore(load(), result); },
      [&] {
        Value* again = AddressOfPlace(f, place, node.range);
        f.ir.CreateStore(ReadKernelField(f, node, place, again), result);
      });
  return f.ir.CreateLoad(f.ir.getInt64Ty(), result);
}

Value* EmitWord(FunctionEmitter& f, const typed::Integer& node) {
  if (!node.is_live()) return f.Constant(node.bits);
  Value* value = node.fact ? EmitFact(f, *node.fact, node.bits, node.range) : EmitScalar(f, *node.live);
  if (node.type->kind == TypeKind::Bool) {
    return f.ir.CreateZExt(f.ir.CreateICmpNE(value, f.Constant(0)), f.ir.getInt64Ty());
  }
  const uint32_t bytes = SizeOf(*node.type);
  if (bytes >= 8) return value;
  return f.Extend(f.ir.CreateTrunc(value, f.ir.getIntNTy(8 * bytes)), *node.type);
}

// Texts and arrays may be longer or shorter on the running kernel: what both have is read, the rest is zero.
void EmitKernelFieldInto(FunctionEmitter& f, const typed::Field& node, Value* to, Tail tail) {
  const Type& type = *node.type;
  const FieldAddress place = FieldAddressOf(f, node, Bases::Known);
  Value* address = AddressOfPlace(f, place, node.range);
  const AddressSpace space = SpaceOf(*node.base);
  if (type.kind == TypeKind::Struct || !f.module().relocations().Covers(place.path)) {
    return ReadValue(f, to, type, address, space, node.range, tail);
  }
  const uint32_t bytes = SizeOf(type);
  Value* size = f.module().relocations().Field(f.ir, place.path, Relocated::ByteSize,
                                               f.module().metadata().LocationIndex(node.range));
  f.Branch(
      f.ir.CreateICmpUGE(size, f.Constant(bytes)),
      [&] { ReadValue(f, to, type, address, space, node.range, tail); },
      [&] {
        f.Zero(to, bytes);
        Value* shorter = f.ir.CreateTrunc(size, f.ir.getInt32Ty());
        ReadBytes(f, to, shorter, address, space, node.range);
      });
}

Value* KernelFieldAddress(FunctionEmitter& f, const typed::Field& node, Bases bases) {
  return AddressOfPlace(f, FieldAddressOf(f, node, bases), node.range);
}

Value* KernelElementAddress(FunctionEmitter& f, const typed::Index& node) {
  return AddressOfPlace(f, FieldAddressOf(f, node, Bases::Known), node.range);
}

}  // namespace sonde::codegen
