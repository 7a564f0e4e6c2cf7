// Inference state. Leaves: InferredType::Add, Identical, Inference::Map. Covered by
// tests/sema/state_test.cpp.
#include "sema/state.h"

#include <algorithm>

namespace sonde::sema {
namespace {

TypePtr MakeMarker(const char* name) {
  auto type = std::make_shared<Type>();
  type->definition.name = name;
  return type;
}

bool HasSpace(const Type& type) {
  return type.kind == TypeKind::Pointer || type.kind == TypeKind::Integer || IsComposite(type);
}

bool SpacesDiffer(const Type& a, const Type& b) {
  if (a.kind == TypeKind::Tuple && b.kind == TypeKind::Tuple && a.elements.size() == b.elements.size()) {
    for (size_t i = 0; i < a.elements.size(); ++i) {
      if (SpacesDiffer(*a.elements[i], *b.elements[i])) return true;
    }
    return false;
  }
  if (!HasSpace(a) || !HasSpace(b)) return false;
  if (a.pointer.kept && b.pointer.kept && SpacesDiffer(*a.element, *b.element)) return true;
  return a.space != b.space && a.space != AddressSpace::None && b.space != AddressSpace::None;
}

TypePtr WithoutSpaces(const TypePtr& type) {
  if (type->kind == TypeKind::Tuple) {
    std::vector<TypePtr> elements;
    for (const auto& element : type->elements)
      elements.push_back(WithoutSpaces(element));
    return IsRecord(*type) ? RecordType(type->names, std::move(elements)) : TupleType(std::move(elements));
  }
  if (!HasSpace(*type) || (type->space == AddressSpace::None && !type->pointer.kept)) return type;
  auto copy = std::make_shared<Type>(*type);
  // A pointer to a variable leads to BPF memory in any case; what is kept there may lead anywhere.
  if (type->pointer.kept) {
    copy->element = WithoutSpaces(type->element);
  } else {
    copy->space = AddressSpace::None;
  }
  return copy;
}

// Aggregations of one kind meet in the signed one; a literal argument adapts.
TypePtr MergeAggregates(const TypePtr& a, const TypePtr& b) {
  if (a->function != b->function) return nullptr;
  if (a->flexible != b->flexible) return a->flexible ? b : a;
  return a->is_signed ? a : b;
}

TypePtr MergeTypes(const TypePtr& a, const TypePtr& b) {
  if (a->kind == TypeKind::Aggregate && b->kind == TypeKind::Aggregate) return MergeAggregates(a, b);
  return Merge(a, b);
}

}  // namespace

const TypePtr& UnknownType() {
  static const TypePtr type = MakeMarker("?");
  return type;
}

const TypePtr& ErrorType() {
  static const TypePtr type = MakeMarker("!");
  return type;
}

bool Identical(const Type& a, const Type& b) {
  if (&a == &b) return true;
  if (a.flexible != b.flexible || a.space != b.space || a.meaning.clock != b.meaning.clock ||
      a.pointer.kept != b.pointer.kept || !Same(a, b))
    return false;
  if (a.pointer.kept && !Identical(*a.element, *b.element)) return false;
  return std::equal(a.elements.begin(), a.elements.end(), b.elements.begin(), b.elements.end(),
                    [](const TypePtr& x, const TypePtr& y) { return Identical(*x, *y); });
}

bool InferredType::Add(const TypePtr& more, bool& changed) {
  if (more == UnknownType()) return true;
  if (more == ErrorType()) {
    poisoned = true;
    return true;
  }
  TypePtr merged = more;
  if (type != UnknownType()) {
    merged = MergeTypes(type, more);
    if (!merged) return false;
    spaces_differ = spaces_differ || SpacesDiffer(*type, *more);
  }
  if (spaces_differ) merged = WithoutSpaces(merged);
  if (type == UnknownType() || !Identical(*type, *merged)) {
    type = merged;
    changed = true;
  }
  return true;
}

uint32_t Inference::Map(const std::string& name) {
  const auto [it, is_new] = map_index.try_emplace(name, static_cast<uint32_t>(maps.size()));
  if (is_new) maps.emplace_back().name = name;
  return it->second;
}

}  // namespace sonde::sema
