// Finding the file that holds the debug information of an ELF file: itself, a separate file of this machine,
// or one that a debuginfod server has. Covered by tests/dwarf/search_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace sonde::dwarf {

// Whether a file has debug information itself: stripped ones may keep an empty header of it.
bool HasDebugInfo(const std::string& path);

// Path of the file with the debug information of `path`. `folders` as MakeDwarf has them. An error says where
// was looked and what would help.
Result<std::string> FindDebugInfo(const std::string& path, const std::vector<std::string>& folders);

}  // namespace sonde::dwarf
