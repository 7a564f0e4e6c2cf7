// Families of processes, as programs ask for them. Covered by tests/codegen/* and tests/run/follow.test.
#pragma once

#include "codegen/function.h"

namespace sonde::codegen {

// 1 if a task belongs to a family, else 0. `task`: the address of its task_struct, as a number.
Value* EmitIsInFamily(FunctionEmitter& f, Value* task, uint32_t family);

}  // namespace sonde::codegen
