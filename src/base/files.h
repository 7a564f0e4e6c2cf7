// ReplaceFile: a file that appears under its name only when complete. Covered by tests/base/files_test.cpp.
#pragma once

#include <sys/types.h>

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sonde {

// Writes `parts` one after the other to a new file beside `path`, gives it `mode` and renames it over `path`.
// On an error the old file, if any, is as it was.
Status ReplaceFile(const std::string& path, std::initializer_list<std::string_view> parts, mode_t mode);

}  // namespace sonde
