// Fields of the kernel's structs, relocated at load (CO-RE): where they lie, how large they are, which bits.
// Leaves: ProgramEmitter's kernel field members. Covered by tests/codegen/core_test.cpp and
// tests/run/kernel-types.test.
#include <utility>

#include "codegen/program.h"

namespace sonde::codegen {

using typed::As;
using typed::ExprKind;

// Whether the expression is an array embedded in a kernel struct.
bool ProgramEmitter::IsKernelArray(const typed::Expr& expr) const {
  if (expr.type->kind != TypeKind::Array) return false;
  if (expr.kind == ExprKind::Index) return IsKernelArray(*As<typed::Index>(expr).base);
  return expr.kind == ExprKind::Field && module_.program().relocated.Has(*As<typed::Field>(expr).struct_type);
}

// A field or element of a kernel struct: the chain of embedded structs and arrays is one path from the
// struct that a pointer leads to, so that only that one must have a name.
ProgramEmitter::Place ProgramEmitter::PlaceOf(const typed::Field& node) {
  const typed::Expr* base = node.base.get();
  Place place;
  if (base->kind == ExprKind::Field && base->type->kind == TypeKind::Struct) {
    place = PlaceOf(As<typed::Field>(*base));
  } else if (base->kind == ExprKind::Index && base->type->kind == TypeKind::Struct &&
             IsKernelArray(*As<typed::Index>(*base).base)) {
    place = PlaceOf(As<typed::Index>(*base));
  } else {
    place.base = EmitBase(*base);
  }
  place.path.steps.push_back({node.struct_type.get(), &node.field});
  return place;
}

// An element whose index is only known at run time is reached from element 0, by the size of an element.
ProgramEmitter::Place ProgramEmitter::PlaceOf(const typed::Index& node) {
  const typed::Expr& base = *node.base;
  Place place =
      base.kind == ExprKind::Field ? PlaceOf(As<typed::Field>(base)) : PlaceOf(As<typed::Index>(base));
  const auto literal =
      node.index->kind == ExprKind::Integer ? As<typed::Integer>(*node.index).bits : base.type->count;
  const bool known = literal < base.type->count;
  place.path.steps.push_back({base.type.get(), nullptr, known ? static_cast<uint32_t>(literal) : 0});
  if (known) return place;
  Value* index = ElementIndex(node);
  Value* size = module_.relocations().Field(builder_, place.path, Relocated::ByteSize,
                                            module_.LocationIndex(node.range));
  Value* distance = builder_.CreateMul(index, size);
  place.distance = place.distance == nullptr ? distance : builder_.CreateAdd(place.distance, distance);
  return place;
}

llvm::Value* ProgramEmitter::AddressOfPlace(const Place& place, SourceRange range) {
  SetLocation(range);
  Value* base = place.base;
  if (place.distance != nullptr) base = builder_.CreateGEP(builder_.getInt8Ty(), base, {place.distance});
  return module_.relocations().Address(builder_, base, place.path, module_.LocationIndex(range));
}

// As many bytes as the field has on the running kernel, in a word; its bits are then cut out. A field that
// has become smaller is extended by its own sign, one that has become larger loses its upper bits.
llvm::Value* ProgramEmitter::ReadKernelField(const typed::Field& node, const Place& place, Value* address) {
  const Type& storage = *node.field.type;
  const uint32_t location = module_.LocationIndex(node.range);
  const auto fact = [&](Relocated what) {
    return module_.relocations().Field(builder_, place.path, what, location);
  };
  const Mark mark = MarkTemporaries();
  Value* buffer = Temporary(8);
  builder_.CreateAlignedStore(Constant(0), buffer, llvm::Align(8));
  Value* size = builder_.CreateTrunc(fact(Relocated::ByteSize), builder_.getInt32Ty());
  ReadBytes(buffer, size, address, SpaceOf(*node.base), node.range);
  Value* value = builder_.CreateAlignedLoad(builder_.getInt64Ty(), buffer, llvm::Align(8));
  ReleaseTemporaries(mark);
  const bool bits = node.field.bit_size != 0;
  if (bits || storage.is_signed) {
    value = builder_.CreateShl(value, fact(Relocated::LeftShift));
    Value* distance = fact(Relocated::RightShift);
    value = storage.is_signed ? builder_.CreateAShr(value, distance) : builder_.CreateLShr(value, distance);
  }
  const uint32_t bytes = SizeOf(storage);
  return bytes == 8 ? value : Extend(builder_.CreateTrunc(value, builder_.getIntNTy(8 * bytes)), storage);
}

// Where the verifier knows the pointer's type, a load needs no helper. libbpf adapts the width of such a load
// for unsigned fields and pointers; for others the load is only taken if the width is what it was.
llvm::Value* ProgramEmitter::EmitKernelField(const typed::Field& node, bool as_base) {
  const Type& storage = *node.field.type;
  const Place place = PlaceOf(node);
  Value* address = AddressOfPlace(place, node.range);
  // The verifier knows the type of a pointer that is loaded directly, and allows no arithmetic with it.
  const bool direct = !untyped_bases_ && IsTypedBase(*node.base) && node.field.bit_size == 0 &&
                      place.distance == nullptr && (as_base || storage.kind != TypeKind::Pointer);
  if (!direct) return ReadKernelField(node, place, address);
  const uint32_t bytes = SizeOf(storage);
  const auto load = [&] {
    Value* value = builder_.CreateAlignedLoad(builder_.getIntNTy(8 * bytes), address, llvm::Align(bytes));
    // Opaque: LLVM would join this load with one from other memory, the verifier wants one kind for each.
    return Opaque(Extend(value, storage));
  };
  const bool adapts =
      storage.kind == TypeKind::Pointer || (storage.kind == TypeKind::Integer && !storage.is_signed);
  if (adapts || !module_.relocations().Covers(place.path)) return load();
  Value* size = module_.relocations().Field(builder_, place.path, Relocated::ByteSize,
                                            module_.LocationIndex(node.range));
  Value* result = StackSlot(8);
  Branch(
      builder_.CreateICmpEQ(size, Constant(bytes)), [&] { builder_.CreateStore(load(), result); },
      [&] {
        Value* again = AddressOfPlace(place, node.range);
        builder_.CreateStore(ReadKernelField(node, place, again), result);
      });
  return builder_.CreateLoad(builder_.getInt64Ty(), result);
}

llvm::Value* ProgramEmitter::EmitInteger(const typed::Integer& node) {
  if (!node.is_live()) return Constant(node.bits);
  Value* value = node.fact ? EmitFact(*node.fact, node.bits, node.range) : EmitScalar(*node.live);
  if (node.type->kind == TypeKind::Bool) {
    return builder_.CreateZExt(builder_.CreateICmpNE(value, Constant(0)), builder_.getInt64Ty());
  }
  const uint32_t bytes = SizeOf(*node.type);
  if (bytes >= 8) return value;
  return Extend(builder_.CreateTrunc(value, builder_.getIntNTy(8 * bytes)), *node.type);
}

llvm::Value* ProgramEmitter::EmitFact(const typed::KernelFact& fact, uint64_t bits, SourceRange range) {
  Relocations& relocations = module_.relocations();
  const uint32_t location = module_.LocationIndex(range);
  switch (fact.kind) {
    case typed::KernelFact::Kind::TypeSize:
      return relocations.TypeSize(builder_, *fact.type, location);
    case typed::KernelFact::Kind::EnumValue:
      return relocations.EnumValue(builder_, *fact.type, fact.enumerator, static_cast<int64_t>(bits),
                                   location);
    case typed::KernelFact::Kind::FieldOffset:
      break;
  }
  KernelPath path;
  for (const auto& [owner, field] : fact.path)
    path.steps.push_back({owner.get(), &field});
  return relocations.Field(builder_, path, Relocated::ByteOffset, location);
}

// Texts and arrays may be longer or shorter on the running kernel: what both have is read, the rest is zero.
void ProgramEmitter::EmitKernelFieldInto(const typed::Field& node, Value* to) {
  const Type& type = *node.type;
  const bool clear = std::exchange(zero_tails_, true);
  const Place place = PlaceOf(node);
  Value* address = AddressOfPlace(place, node.range);
  zero_tails_ = clear;
  const AddressSpace space = SpaceOf(*node.base);
  if (type.kind == TypeKind::Struct || !module_.relocations().Covers(place.path)) {
    return ReadValue(to, type, address, space, node.range);
  }
  const uint32_t bytes = SizeOf(type);
  Value* size = module_.relocations().Field(builder_, place.path, Relocated::ByteSize,
                                            module_.LocationIndex(node.range));
  Branch(
      builder_.CreateICmpUGE(size, Constant(bytes)), [&] { ReadValue(to, type, address, space, node.range); },
      [&] {
        Zero(to, bytes);
        Value* shorter = builder_.CreateTrunc(size, builder_.getInt32Ty());
        ReadBytes(to, shorter, address, space, node.range);
      });
}

}  // namespace sonde::codegen
