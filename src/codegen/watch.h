// Watchpoints on arguments of functions (watch.cpp says how they work). Covered by tests/run/watchpoint.test.
#pragma once

#include "codegen/function.h"

namespace sonde::codegen {

// In the program of such a watchpoint: goes to `out` unless this process is to be watched where it fired.
void CheckWatched(FunctionEmitter& f, Block* out);
// EventKind::Watch, a record of `size` bytes: asks for what is not watched yet.
void EmitWatch(FunctionEmitter& f, const typed::Send& stmt, uint32_t size);
// Ahead of EventKind::Unwatch: of this process nothing at `address` (i64) is counted any more.
void ForgetWatched(FunctionEmitter& f, Value* address);

}  // namespace sonde::codegen
