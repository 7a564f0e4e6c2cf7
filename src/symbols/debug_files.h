// Separate debug files: finding the one that belongs to an ELF file.
// Covered by tests/symbols/elf_test.cpp.
#pragma once

#include <string>

#include "symbols/elf_image.h"

namespace sonde {

// Path of the debug file of `path`: by build id below `debug_root`, else by .gnu_debuglink beside the file,
// in .debug, and below `debug_root`. A file with another build id (or CRC, without one) is refused. Empty:
// none.
std::string FindDebugFile(const std::string& path, const DebugReference& reference,
                          const std::string& debug_root);

}  // namespace sonde
