// ReplaceFile: a file that appears under its name only when complete. Covered by tests/base/files_test.cpp.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sonde {

// What to do where `path` is a device, FIFO or socket.
enum class SpecialFile : uint8_t { Refuse, WriteThrough };

// Writes `parts` one after the other to a new file beside `path` and renames it over `path`; links are
// followed. A file that was there passes on its owner and mode (with `mode`'s execute bits for those who may
// read), a new one gets `mode` less the umask. On an error the old file, if any, is as it was.
Status ReplaceFile(const std::string& path, std::initializer_list<std::string_view> parts, mode_t mode,
                   SpecialFile special);

}  // namespace sonde
