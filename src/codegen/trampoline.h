// What a program on a trampoline reads of the function that it is for. Covered by
// tests/codegen/golden_test.cpp and tests/run/fentry.test.
#pragma once

#include "codegen/function.h"

namespace sonde::codegen {

// The word of a parameter, whatever its type: 0 where the function has no such word.
Value* ParameterWord(FunctionEmitter& f, uint32_t number);
// The word of the result, at the function's return.
Value* ResultWord(FunctionEmitter& f);

// Whether a program of the script is on a function that BPF itself runs through with a lock held: all
// programs then note on which CPU they run, and those on such functions are left out there.
bool GuardsLocks(const typed::Program& program, const std::vector<ProbePlan>& plan);
// Whether this program is one of those that are left out.
bool IsOnLockFunction(const typed::Probe& probe, const ProbePlan& plan);

}  // namespace sonde::codegen
