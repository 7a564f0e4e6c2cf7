// Names that the language had once, expanded from deleted_names.def.
#pragma once

#include <string_view>

namespace sonde {

struct DeletedNameRow {
  std::string_view prefix;
  std::string_view deprecated;
  std::string_view last;
  std::string_view hint;
};

inline constexpr DeletedNameRow kDeletedNames[] = {
#define DELETED(prefix, deprecated, last, hint) {prefix, deprecated, last, hint},
#include "defs/deleted_names.def"
};

}  // namespace sonde
