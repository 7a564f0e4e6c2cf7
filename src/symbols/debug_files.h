// Separate debug files: finding the one that belongs to an ELF file.
// Covered by tests/symbols/elf_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "symbols/elf_image.h"

namespace sonde {

// Folders where debug files are looked for first, as --debuginfo has them: said once, before files are read.
void SetDebugFolders(std::vector<std::string> folders);
const std::vector<std::string>& DebugFolders();

// Path of the debug file of `path`: by build id below `debug_root`, else by .gnu_debuglink beside the file,
// in .debug, and below `debug_root`. A file with another build id (or CRC, without one) is refused. Empty:
// none.
std::string FindDebugFile(const std::string& path, const DebugReference& reference,
                          const std::string& debug_root);

// The same in one folder of a search path as --debuginfo has it: absolute (a build-id tree, or folders of
// debug files like those of the traced files) or relative to the file's own folder; empty is that folder. A
// leading + asks for a check of the CRC too, a leading - for none where there is no build id. There, a file
// without a link is looked for by its name (NAME.debug, NAME): its build id has to be the same.
std::string FindDebugFileIn(const std::string& path, const DebugReference& reference,
                            std::string_view folder);

}  // namespace sonde
