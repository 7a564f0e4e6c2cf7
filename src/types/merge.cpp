// Types that meet: when two are the same and what two become together. Leaves: Same, Promote, Merge of
// types/type.h. Covered by tests/types/merge_test.cpp.
#include <algorithm>

#include "types/definitions.h"
#include "types/layout.h"
#include "types/type.h"

namespace sonde {
namespace {

bool SameElements(const std::vector<TypePtr>& a, const std::vector<TypePtr>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const TypePtr& x, const TypePtr& y) { return Same(*x, *y); });
}

// One side without a space adopts the other's; two different ones cancel out.
AddressSpace JoinSpaces(AddressSpace a, AddressSpace b) {
  if (a == b || b == AddressSpace::None) return a;
  return a == AddressSpace::None ? b : AddressSpace::None;
}

TypePtr MergePointers(const TypePtr& a, const TypePtr& b) {
  if (a->pointer.reference != b->pointer.reference) return nullptr;
  const bool a_void = a->element->kind == TypeKind::Void;
  if (!a_void && b->element->kind != TypeKind::Void && !Same(*a->element, *b->element)) return nullptr;
  const TypePtr& chosen = a_void ? a : b;
  const AddressSpace space = JoinSpaces(a->space, b->space);
  // One that leads nowhere yet takes over that it leads to a variable.
  const bool a_kept = a->pointer.kept;
  const bool b_kept = b->pointer.kept;
  const TypePtr& other = a_kept ? b : a;
  const bool kept = (a_kept || b_kept) && (other->pointer.kept || other->space == AddressSpace::None);
  if (chosen->space == space && !kept && !chosen->pointer.kept) return chosen;
  auto merged = std::make_shared<Type>(*chosen);
  merged->space = space;
  merged->pointer.kept = kept;
  if (kept) merged->element = a_kept && b_kept ? Merge(a->element, b->element) : (a_kept ? a : b)->element;
  if (!merged->element) merged->element = chosen->element;
  return merged;
}

// An array of characters keeps all of them beside a string, which ends with a NUL.
TypePtr MergeStrings(const TypePtr& a, const TypePtr& b) {
  if (a->whole == b->whole) return a->size >= b->size ? a : b;
  const TypePtr& characters = a->whole ? a : b;
  const TypePtr& text = a->whole ? b : a;
  return text->size > characters->size ? text : StringType(characters->size + 1);
}

TypePtr MergeComposites(const TypePtr& a, const TypePtr& b) {
  return Same(*a, *b) ? WithSpace(a, JoinSpaces(a->space, b->space)) : nullptr;
}

// Records match by name, in whatever order; the first one's order stays.
TypePtr MergeTuples(const TypePtr& a, const TypePtr& b) {
  if (a->elements.size() != b->elements.size() || IsRecord(*a) != IsRecord(*b)) return nullptr;
  std::vector<TypePtr> elements;
  for (size_t i = 0; i < a->elements.size(); ++i) {
    const size_t other = IsRecord(*a) ? ElementNamed(*b, a->names[i]) : i;
    if (other == b->elements.size()) return nullptr;
    TypePtr element = Merge(a->elements[i], b->elements[other]);
    if (!element) return nullptr;
    elements.push_back(std::move(element));
  }
  return IsRecord(*a) ? RecordType(a->names, std::move(elements)) : TupleType(std::move(elements));
}

// A reference and a value of the same type: a copy holds both.
TypePtr MergeReference(const TypePtr& reference, const TypePtr& value) {
  if (!Same(*reference->element, *value)) return nullptr;
  return WithSpace(value, JoinSpaces(reference->space, value->space));
}

// The sign of an aggregation of literals adapts, as that of a literal does.
TypePtr MergeAggregates(const TypePtr& a, const TypePtr& b) {
  if (a->function != b->function) return nullptr;
  if (a->is_signed == b->is_signed) return a->flexible ? b : a;
  if (a->flexible) return b;
  return b->flexible ? a : nullptr;
}

// Types with a name are the same by name, whichever source they come from, as long as they look alike: a
// struct seen through a module's BTF and through the kernel's, but not a program's `struct file` and the
// kernel's. Nameless ones are what their source numbered.
bool SameDefinition(const Type& one, const Type& other) {
  const TypeDefinition& a = one.definition;
  const TypeDefinition& b = other.definition;
  if (a.name.empty() || a.name != b.name) return a.name == b.name && a.origin == b.origin && a.id == b.id;
  return a.origin == b.origin || SameLayout(one, other);
}

// Null for what is only declared.
Definitions* DefinitionOf(const Type& type) {
  return type.size > 0 ? DefinitionsOf(type) : nullptr;
}

// What a field's value looks like, without a look into what it leads to.
bool SameShape(const Type& a, const Type& b) {
  if (a.kind == TypeKind::Array && b.kind == TypeKind::Array) {
    return a.count == b.count && SameShape(*a.element, *b.element);
  }
  const bool numbers = IsInteger(a) && IsInteger(b);  // an enumeration is one
  if (a.size != b.size || (a.kind != b.kind && !numbers)) return false;
  return !numbers || a.is_signed == b.is_signed;
}

bool SameField(const StructField& a, const StructField& b) {
  return a.name == b.name && a.byte_offset == b.byte_offset && a.bit_offset == b.bit_offset &&
         a.bit_size == b.bit_size && SameShape(*a.type, *b.type);
}

}  // namespace

bool Same(const Type& a, const Type& b) {
  if (&a == &b) return true;
  if (a.kind != b.kind || a.size != b.size) return false;
  switch (a.kind) {
    case TypeKind::Integer:
      return a.is_signed == b.is_signed;
    case TypeKind::Pointer:
      return a.pointer.reference == b.pointer.reference && Same(*a.element, *b.element);
    case TypeKind::Array:
      return a.count == b.count && Same(*a.element, *b.element);
    case TypeKind::Tuple:
      return a.names == b.names && SameElements(a.elements, b.elements);
    case TypeKind::Struct:
      return SameDefinition(a, b);
    case TypeKind::Enum:
      return a.is_signed == b.is_signed && SameDefinition(a, b);
    case TypeKind::Late:
      return a.meaning.late == b.meaning.late;
    case TypeKind::KernelStack:
    case TypeKind::UserStack:
      return a.count == b.count && a.stack_mode == b.stack_mode;
    case TypeKind::Aggregate:
      return a.function == b.function && a.is_signed == b.is_signed;
    default:
      return true;
  }
}

bool SameLayout(const Type& a, const Type& b) {
  if (a.kind != TypeKind::Struct || b.kind != TypeKind::Struct) return SameShape(a, b);
  Definitions* const of_a = DefinitionOf(a);
  Definitions* const of_b = DefinitionOf(b);
  if (of_a == nullptr || of_b == nullptr) return true;
  if (a.size != b.size) return false;
  const auto left = of_a->Fields(a);
  const auto right = of_b->Fields(b);
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), SameField);
}

TypePtr Promote(const TypePtr& a, const TypePtr& b) {
  const uint32_t larger = std::max(a->size, b->size);
  auto type = std::make_shared<Type>();
  type->kind = TypeKind::Integer;
  type->size = larger;
  type->space = JoinSpaces(a->space, b->space);
  type->flexible = a->flexible && b->flexible;
  type->meaning.clock = JoinClocks(a->meaning.clock, b->meaning.clock);
  if (a->is_signed == b->is_signed) {
    type->is_signed = a->is_signed;
  } else if (a->flexible || b->flexible) {
    type->is_signed = a->flexible ? b->is_signed : a->is_signed;
  } else {
    const Type& with_sign = a->is_signed ? *a : *b;
    const Type& without = a->is_signed ? *b : *a;
    type->is_signed = true;
    type->size = with_sign.size > without.size ? with_sign.size : std::min(larger * 2, 8U);
  }
  return type;
}

TypePtr Merge(const TypePtr& a, const TypePtr& b) {
  if (a == b) return a;
  if (IsInteger(*a) && IsInteger(*b)) {
    const bool same_enum = a->kind == TypeKind::Enum && b->kind == TypeKind::Enum &&
                           a->is_signed == b->is_signed && SameDefinition(*a, *b);
    return same_enum ? (a->size >= b->size ? a : b) : Promote(a, b);
  }
  if (a->kind == TypeKind::Pointer && a->pointer.reference && IsComposite(*b)) return MergeReference(a, b);
  if (b->kind == TypeKind::Pointer && b->pointer.reference && IsComposite(*a)) return MergeReference(b, a);
  if (a->kind != b->kind) return nullptr;
  switch (a->kind) {
    case TypeKind::String:
      return MergeStrings(a, b);
    case TypeKind::Buffer:
      return a->size >= b->size ? a : b;
    case TypeKind::Pointer:
      return MergePointers(a, b);
    case TypeKind::Struct:
    case TypeKind::Array:
      return MergeComposites(a, b);
    case TypeKind::Tuple:
      return MergeTuples(a, b);
    case TypeKind::Aggregate:
      return MergeAggregates(a, b);
    default:
      return Same(*a, *b) ? a : nullptr;
  }
}

}  // namespace sonde
