// The files that pictures bring along (scripts and styles of this folder), part of the executable:
// embedded.cpp, which the build writes (cmake/embed.cmake). Covered by tests/output/heat_svg_test.cpp.
#pragma once

#include <span>
#include <string_view>

#include "base/embedded_file.h"

namespace sonde::output {

std::span<const EmbeddedFile> EmbeddedFiles();

// The bytes of one of them, which is there.
std::string_view EmbeddedText(std::string_view name);

}  // namespace sonde::output
