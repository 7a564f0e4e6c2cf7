// Records in the ring buffer (events.cpp). Covered by the run tests of output.
#pragma once

#include "codegen/function.h"

namespace sonde::codegen {

// Room for `bytes`; null at run time when there is none.
Value* ReserveRecord(FunctionEmitter& f, uint32_t bytes);
void SubmitEvent(FunctionEmitter& f, Value* record);
// Flags of the submission: the consumer is woken only when it sleeps.
Value* WakeFlags(FunctionEmitter& f);

}  // namespace sonde::codegen
