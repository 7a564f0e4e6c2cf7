// The context of a probe: its record or registers (context.cpp). Covered by tests/run/tracepoints.test.
#pragma once

#include "codegen/function.h"

namespace sonde::codegen {

// `bytes` (1, 2, 4 or 8) of the context from `offset` on, zero-extended.
Value* LoadContext(FunctionEmitter& f, uint32_t offset, uint32_t bytes);
// Eight bytes of it.
Value* LoadWord(FunctionEmitter& f, uint32_t offset);
// The address of a part of the context, as a number.
Value* ContextAddress(FunctionEmitter& f, uint32_t offset);
// LoadContext from the context itself, also in split programs.
Value* ReadContext(FunctionEmitter& f, uint32_t offset, uint32_t bytes);

// Stores at `memory`, the program's scratch memory, what SavedContext has been asked for.
void SaveContext(FunctionEmitter& f, Value* memory);

}  // namespace sonde::codegen
