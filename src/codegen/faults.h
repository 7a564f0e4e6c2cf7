// Reading memory of the traced program that is not there yet: in a program that may wait for it (ProbePlan::
// may_sleep) a read that failed is made again, with the pages brought in. Covered by
// tests/codegen/faults_test.cpp and tests/run/sleepable.test.
#pragma once

#include "codegen/function.h"

namespace sonde::codegen {

// Whether a read of `space` may wait at this place.
bool MayWait(FunctionEmitter& f, AddressSpace space);
// Whether making the value of `expr` may wait at this place.
bool MayWait(FunctionEmitter& f, const typed::Expr& expr);

// Whether the program of `f`, which may sleep by its plan, does so where it runs, i1: a constant to the
// verifier.
Value* RunsAsSleepable(FunctionEmitter& f);

// In the function that the kernel runs, of a program of a user probe: has it keep its variables on the stack
// of the task. From 6.13 on a program of a kprobe has a stack of its own on each CPU. That of a user probe
// runs with preemption, and while it is preempted or waits the next run there would overwrite them.
void StayOnOwnStack(FunctionEmitter& f);

// `result` (i64) is what a helper returned that was to read `length` (i32) bytes at `address` (i64) into
// `to`. If it failed, they are read again. The result then, as of that helper. `to` is memory of the
// program's own.
Value* ReadBytesAgain(FunctionEmitter& f, Value* result, Value* to, Value* length, Value* address);
// The same of a text of up to `size` (i32) bytes with its NUL; `most` is their limit.
Value* ReadTextAgain(FunctionEmitter& f, Value* result, Value* to, Value* size, Value* address,
                     uint32_t most);

}  // namespace sonde::codegen
