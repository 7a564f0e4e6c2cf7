// DWARF debug information through elfutils. Leaves: MakeDwarf. Covered by tests/dwarf/*.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "dwarf/debug_info.h"

namespace sonde {

// Debug information of the ELF file `path`, opened when it is first asked. `folders`: where separate debug
// files are looked for before the default places, as --debuginfo takes them (absolute, or relative to the
// file's folder; a leading + asks for a check of the CRC). Malformed input gives errors or less information.
std::unique_ptr<DebugInfo> MakeDwarf(std::string path, std::vector<std::string> folders = {});

}  // namespace sonde
