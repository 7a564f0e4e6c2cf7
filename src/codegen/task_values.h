// What programs know of the task they run in: process and thread, owner, name. It is the same all through a
// run, so a value is a call without effects, of which LLVM keeps the first one on each path; ExpandTaskValues
// then makes of it what reads it. A call of a helper costs far more than a load (18 ns where calls are
// guarded against speculation), so a program that needs more than process and thread asks for the task once
// and loads the rest from there, where the runtime has found out how tasks are laid out (TaskLayout). Covered
// by tests/codegen/task_values_test.cpp and tests/run/processes.test.
#pragma once

#include <llvm/IR/Function.h>

#include "codegen/function.h"
#include "codegen/global_data.h"

namespace sonde::codegen {

// i64: process << 32 | thread, as seen in sonde's own namespace of processes.
Value* TaskPidTgid(FunctionEmitter& f);
// i64: group << 32 | user.
Value* TaskUidGid(FunctionEmitter& f);
// The kernel's name of the thread, of kCommSize bytes, zeroes behind its end.
void TaskComm(FunctionEmitter& f, Value* to);
inline constexpr uint32_t kCommSize = 16;
// i64: the number of the current CPU.
Value* CurrentCpu(FunctionEmitter& f);
// The task_struct: a pointer that the verifier knows, or a number.
Value* KnownTask(FunctionEmitter& f);
Value* TaskAddress(FunctionEmitter& f);

// Makes code of the values in one function; once LLVM has joined those of one path.
void ExpandTaskValues(llvm::Function& function, const GlobalData& data);

}  // namespace sonde::codegen
