// Source lines to places in the code. Covered by tests/dwarf/lines_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dwarf/debug_info.h"
#include "dwarf/dwarf_file.h"

namespace sonde::dwarf {

// As DebugInfo::PlacesOf.
Result<std::vector<CodeLine>> FindSourceLine(DwarfFile& file, std::string_view name, uint32_t line,
                                             uint32_t column);

// The path of a source file of the unit, which may be relative to the folder where it was compiled.
std::string InFolderOf(Dwarf_Die unit, std::string_view file);

// Whether a path of the debug information is the file that was asked for: the same, or ending in it at a
// slash.
bool IsSourceFile(std::string_view path, std::string_view asked);

}  // namespace sonde::dwarf
