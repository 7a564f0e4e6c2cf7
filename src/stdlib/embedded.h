// The files that are part of the executable: embedded.cpp, which the build writes (embed.cmake). Covered by
// tests/stdlib/stdlib_test.cpp.
#pragma once

#include <span>

#include "base/embedded_file.h"

namespace sonde {

std::span<const EmbeddedFile> EmbeddedFiles();

}  // namespace sonde
