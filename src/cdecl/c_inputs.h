// NoteInputs: the files that a run of the front end rests on: those it read, and those that would be read
// instead if they were there. Covered by tests/cdecl/inputs_test.cpp and tests/run/cache.test.
#pragma once

#include <string>
#include <vector>

#include "cdecl/clang_unit.h"

namespace sonde {

// Notes them (base/file_watch.h). `arguments`: of the run.
void NoteInputs(const ClangUnit& unit, const std::vector<std::string>& arguments);

}  // namespace sonde
