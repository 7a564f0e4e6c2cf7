// The files of the page (folder page/), part of the executable: embedded_page.cpp, which the build writes
// (cmake/embed.cmake). Covered by tests/run/serve.test.
#pragma once

#include <span>

#include "base/embedded_file.h"

namespace sonde::serve {

std::span<const EmbeddedFile> EmbeddedFiles();

}  // namespace sonde::serve
