// Layouts of types. Leaves: LayoutOf, SizeOf, InMemory, HasPadding. Covered by tests/codegen/layout_test.cpp.
#include "codegen/layout.h"

#include "types/definitions.h"

namespace sonde::codegen {
namespace {

ValueKind KindOf(const Type& type) {
  switch (type.kind) {
    case TypeKind::Integer:
      return ValueKind::Integer;
    case TypeKind::Bool:
      return ValueKind::Bool;
    case TypeKind::Float:
      return ValueKind::Float;
    case TypeKind::String:
      return type.whole ? ValueKind::Characters : ValueKind::String;
    case TypeKind::Pointer:
      return ValueKind::Pointer;
    case TypeKind::Array:
      return ValueKind::Array;
    case TypeKind::Buffer:
      return ValueKind::Buffer;
    case TypeKind::Tuple:
      return IsRecord(type) ? ValueKind::Struct : ValueKind::Tuple;
    case TypeKind::Struct:
      return ValueKind::Struct;
    case TypeKind::Enum:
      return ValueKind::Enum;
    case TypeKind::Late:
      return type.meaning.late;
    case TypeKind::KernelStack:
      return ValueKind::KernelStack;
    case TypeKind::UserStack:
      return ValueKind::UserStack;
    case TypeKind::Aggregate:
      return ValueKind::Integer;
    case TypeKind::None:
    case TypeKind::Void:
      return ValueKind::None;
  }
  return ValueKind::None;
}

}  // namespace

uint32_t SizeOf(const Type& type) {
  switch (type.kind) {
    case TypeKind::KernelStack:
    case TypeKind::UserStack:
      return RowOf(KindOf(type)).bytes + 8 * type.count;
    case TypeKind::Pointer:
    case TypeKind::Aggregate:
      return 8;
    case TypeKind::Tuple:
      return LayOut(type.elements).size;
    case TypeKind::Array:
      return type.count * SizeOf(*type.element);
    case TypeKind::Bool:
      return 1;
    default:
      return type.size;
  }
}

bool InMemory(const Type& type) {
  switch (type.kind) {
    case TypeKind::String:
    case TypeKind::Buffer:
    case TypeKind::Array:
    case TypeKind::Tuple:
    case TypeKind::Struct:
    case TypeKind::KernelStack:
    case TypeKind::UserStack:
      return true;
    case TypeKind::Late:
      return type.size != 8;
    default:
      return false;
  }
}

bool HasPadding(const Type& type) {
  if (type.kind == TypeKind::Tuple) {
    uint32_t used = 0;
    for (const auto& element : type.elements) {
      if (HasPadding(*element)) return true;
      used += SizeOf(*element);
    }
    return used != LayOut(type.elements).size;
  }
  return false;
}

bundle::Layout LayoutOf(const Type& type, const typed::RelocatedTypes& relocated) {
  bundle::Layout layout;
  layout.kind = KindOf(type);
  layout.size = SizeOf(type);
  layout.is_signed = type.is_signed;
  if (type.kind == TypeKind::Tuple) {
    const TupleLayout tuple = LayOut(type.elements);
    for (size_t i = 0; i < type.elements.size(); ++i) {
      layout.children.push_back(LayoutOf(*type.elements[i], relocated));
      layout.children.back().offset = tuple.offsets[i];
      if (IsRecord(type)) layout.children.back().name = type.names[i];
    }
  } else if (type.kind == TypeKind::Struct) {
    for (const TypeMember& member : type.definition.members) {
      layout.children.push_back(LayoutOf(*member.type, relocated));
      bundle::Layout& child = layout.children.back();
      child.name = member.name;
      child.offset = member.offset;
      child.bit_offset = member.bit_offset;
      child.bit_size = member.bit_size;
    }
  } else if (type.kind == TypeKind::Array) {
    layout.count = type.count;
    layout.children.push_back(LayoutOf(*type.element, relocated));
  } else if (type.kind == TypeKind::KernelStack || type.kind == TypeKind::UserStack) {
    layout.count = type.count;
    layout.stack_mode = type.stack_mode;
  } else if (type.kind == TypeKind::Enum) {
    layout.enumerators = type.definition.enumerators;
    if (relocated.Has(type)) layout.kernel_enum = type.definition.name;
  }
  return layout;
}

}  // namespace sonde::codegen
