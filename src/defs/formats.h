// Format: the output formats, expanded from formats.def.
#pragma once

#include <cstdint>
#include <string_view>

namespace sonde {

enum class Format : uint8_t {
#define FORMAT(id, name, help) id,
#include "defs/formats.def"
};

struct FormatRow {
  Format format;
  std::string_view name;
  std::string_view help;
};

inline constexpr FormatRow kFormats[] = {
#define FORMAT(id, name, help) {Format::id, name, help},
#include "defs/formats.def"
};

}  // namespace sonde
