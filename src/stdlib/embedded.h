// The files that are part of the executable: embedded.cpp, which the build writes (embed.cmake). Covered by
// tests/stdlib/stdlib_test.cpp.
#pragma once

#include <span>
#include <string_view>

namespace sonde {

struct EmbeddedFile {
  std::string_view name;  // without its folder
  std::string_view bytes;
};
std::span<const EmbeddedFile> EmbeddedFiles();

}  // namespace sonde
