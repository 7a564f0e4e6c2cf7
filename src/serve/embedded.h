// The files of the page (folder page/), part of the executable: embedded_page.cpp, which the build writes
// (cmake/embed.cmake). Covered by tests/run/serve.test.
#pragma once

#include <span>
#include <string_view>

namespace sonde::serve {

struct EmbeddedFile {
  std::string_view name;  // without its folder
  std::string_view bytes;
};
std::span<const EmbeddedFile> EmbeddedFiles();

}  // namespace sonde::serve
