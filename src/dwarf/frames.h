// The functions and source lines that an address belongs to. Covered by tests/dwarf/frames_test.cpp.
#pragma once

#include <vector>

#include "dwarf/dwarf_file.h"
#include "symbols/symbols.h"

namespace sonde::dwarf {

// As SourceLines::At.
std::vector<SourceFrame> FindFrames(DwarfFile& file, uint64_t address);

}  // namespace sonde::dwarf
