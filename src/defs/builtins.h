// BuiltinId and its table, expanded from builtins.def.
#pragma once

#include <cstdint>
#include <string_view>

namespace sonde {

enum class BuiltinId : uint8_t {
#define BUILTIN(id, name, parse_time, type, where, weight, help) id,
#include "defs/builtins.def"
};

// Columns of builtins.def, which explains them.
enum class BuiltinTypeOf : uint8_t { Uint32, Uint64, Time, Bool, UserName, Comm, Address, Own };
enum class BuiltinScope : uint8_t { Anywhere, InProbe, InFunction, AtReturn, WithArguments, WithContext };

struct BuiltinRow {
  BuiltinId id;
  std::string_view name;
  bool parse_time;
  BuiltinTypeOf type;
  BuiltinScope where;
  uint32_t weight;  // instructions
  std::string_view help;
};

inline constexpr BuiltinRow kBuiltins[] = {
#define BUILTIN(id, name, parse_time, type, where, weight, help) \
  {BuiltinId::id, name, parse_time, BuiltinTypeOf::type, BuiltinScope::where, weight, help},
#include "defs/builtins.def"
};

constexpr const BuiltinRow& RowOf(BuiltinId id) {
  return kBuiltins[static_cast<unsigned>(id)];
}

}  // namespace sonde
