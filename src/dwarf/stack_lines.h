// SourceLines on debug information: one for each file, opened when a stack first leads there. What of the
// kernel was found is kept. Covered by tests/dwarf/frames_test.cpp and tests/run/stacks.test.
#pragma once

#include <memory>

#include "dwarf/debug_info.h"
#include "dwarf/kernel_file.h"

namespace sonde {

// What was found is kept; the files too, as long as they are few.
std::unique_ptr<SourceLines> MakeSourceLines(DebugInfoMaker make, KernelPlaces kernel = {});

}  // namespace sonde
