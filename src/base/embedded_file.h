// EmbeddedFile: a file that is part of the executable, as cmake/embed.cmake writes it into a source. Covered
// by tests/stdlib/stdlib_test.cpp.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>

namespace sonde {

struct EmbeddedFile {
  std::string_view name;  // without its folder
  std::string_view bytes;
};

// The file of that name; null if there is none.
inline const EmbeddedFile* FindFile(std::span<const EmbeddedFile> files, std::string_view name) {
  const auto found =
      std::find_if(files.begin(), files.end(), [&](const EmbeddedFile& file) { return file.name == name; });
  return found == files.end() ? nullptr : &*found;
}

}  // namespace sonde
