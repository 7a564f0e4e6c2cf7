// Names that the language had once, expanded from deleted_names.def.
#pragma once

#include <cstdint>
#include <string_view>

namespace sonde {

struct DeletedNameRow {
  std::string_view prefix;
  std::string_view deprecated;
  std::string_view last;
  std::string_view hint;
};

enum class UnsupportedKind : uint8_t { Function, Probe };

struct UnsupportedNameRow {
  UnsupportedKind kind;
  std::string_view name;
  std::string_view hint;
};

inline constexpr DeletedNameRow kDeletedNames[] = {
#define DELETED(prefix, deprecated, last, hint) {prefix, deprecated, last, hint},
#include "defs/deleted_names.def"
};

inline constexpr UnsupportedNameRow kUnsupportedNames[] = {
#define UNSUPPORTED(kind, name, hint) {UnsupportedKind::kind, name, hint},
#include "defs/deleted_names.def"
};

// Null if there is none of that name.
constexpr const UnsupportedNameRow* FindUnsupported(UnsupportedKind kind, std::string_view name) {
  for (const UnsupportedNameRow& row : kUnsupportedNames) {
    if (row.kind == kind && row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace sonde
