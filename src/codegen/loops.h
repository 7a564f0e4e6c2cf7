// Loops (loops.cpp). Covered by tests/run/loops.test.
#pragma once

#include "codegen/function.h"

namespace sonde::codegen {

// Behind a call of bpf_loop or bpf_for_each_map_elem, whose result is given: notes a refused number of
// rounds, and leaves the program when the body returned.
void FinishLoop(FunctionEmitter& f, Value* result, SourceRange range);

}  // namespace sonde::codegen
