// What the loader will map beside a program. Covered by tests/symbols/elf_test.cpp.
#pragma once

#include <string>
#include <vector>

namespace sonde {

// The interpreter and the libraries that an ELF file names (DT_NEEDED), as written there. Empty for what has
// none and for what is no ELF file.
std::vector<std::string> NeededFiles(const std::string& path);

}  // namespace sonde
