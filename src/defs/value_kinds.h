// ValueKind: how values lie in memory, expanded from value_kinds.def.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sonde {

enum class ValueKind : uint8_t {
#define VALUE_KIND(id, shape, bytes, shown, flags, type) id,
#include "defs/value_kinds.def"
};

enum class ValueShape : uint8_t { Any, Number, Float, Sized, Elements, Fields, Frames };

enum ValueFlags : uint8_t {
  NamesUser = 1,  // shown by a name that only the process knows
};

struct ValueKindRow {
  ValueKind kind;
  std::string_view name;
  ValueShape shape;
  uint32_t bytes;
  uint8_t flags;
  std::string_view type;
};

inline constexpr ValueKindRow kValueKinds[] = {
#define VALUE_KIND(id, shape, bytes, shown, flags, type) \
  {ValueKind::id, #id, ValueShape::shape, bytes, flags, type},
#include "defs/value_kinds.def"
};

constexpr const ValueKindRow& RowOf(ValueKind kind) {
  return kValueKinds[static_cast<size_t>(kind)];
}

}  // namespace sonde
