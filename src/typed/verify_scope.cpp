// What the rules of the typed tree's contract ask of the parts of a node. Leaves: IsValue, IsWord and the
// checks of VerifyScope. Covered by tests/sema/typed_test.cpp and tests/typed/verify_test.cpp.
#include "typed/verify_scope.h"

#include <algorithm>

namespace sonde::typed {

bool IsWord(const Type& type) {
  return type.kind == TypeKind::Integer && type.size == 8;
}

bool IsValue(const Type& type) {
  switch (type.kind) {
    case TypeKind::None:
    case TypeKind::Void:
    case TypeKind::Aggregate:
      return false;
    case TypeKind::Struct:
    case TypeKind::Array:
      return type.size > 0;
    case TypeKind::Tuple:
      return std::all_of(type.elements.begin(), type.elements.end(),
                         [](const TypePtr& element) { return IsValue(*element); });
    default:
      return true;
  }
}

void VerifyScope::Value(const Expr& part, const std::string& what) {
  Expect(IsValue(*part.type), what + ": no value but " + Spell(*part.type));
}

void VerifyScope::Typed(const Expr& part, const Type& type, const std::string& what) {
  Value(part, what);
  Expect(Same(*part.type, type), what + ": " + Spell(*part.type) + " for " + Spell(type));
}

void VerifyScope::Condition(const Expr& part, const std::string& what) {
  Typed(part, *BoolType(), what);
}

void VerifyScope::Word(const Expr& part, const std::string& what) {
  Expect(IsWord(*part.type), what + ": no 64-bit integer but " + Spell(*part.type));
}

void VerifyScope::Key(uint32_t map, const Expr* key) {
  Expect(map < program_.maps.size(), "map number");
  const MapInfo& info = program_.maps[map];
  Expect(info.has_keys == (key != nullptr), info.name + ": key where there is none");
  if (key && info.key) Typed(*key, *info.key, info.name + ": key");
}

}  // namespace sonde::typed
