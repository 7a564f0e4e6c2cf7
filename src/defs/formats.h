// Format: the output formats, expanded from formats.def.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sonde {

enum class Format : uint8_t {
#define FORMAT(id, name, endings, shows, help) id,
#include "defs/formats.def"
};

// What a format has a place for.
enum class FormatShows : uint8_t { Everything, PrintedMaps, Maps };

struct FormatRow {
  Format format;
  std::string_view name;
  std::string_view endings;  // with blanks between them
  FormatShows shows;
  std::string_view help;
};

inline constexpr FormatRow kFormats[] = {
#define FORMAT(id, name, endings, shows, help) {Format::id, name, endings, FormatShows::shows, help},
#include "defs/formats.def"
};

constexpr const FormatRow& RowOf(Format format) {
  return kFormats[static_cast<size_t>(format)];
}

}  // namespace sonde
