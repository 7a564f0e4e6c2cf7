// Functions of the script (calls.cpp). Covered by tests/run/script-functions.test.
#pragma once

#include "codegen/function.h"

namespace sonde::codegen {

// All functions that the probe calls, before its body.
void EmitFunctions(FunctionEmitter& f);
// `return` in one of them; the value is in its result variable already.
void EmitFunctionReturn(FunctionEmitter& f);

}  // namespace sonde::codegen
