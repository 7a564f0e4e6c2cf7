// What a program on a trampoline reads of the function that it is for, and one on a raw tracepoint whose
// arguments have types. Covered by
// tests/codegen/golden_test.cpp and tests/run/fentry.test.
#pragma once

#include "codegen/function.h"

namespace sonde::codegen {

// The word of a parameter, whatever its type: 0 where the function has no such word.
Value* ParameterWord(FunctionEmitter& f, uint32_t number);
// The word of the result, at the function's return.
Value* ResultWord(FunctionEmitter& f);

}  // namespace sonde::codegen
