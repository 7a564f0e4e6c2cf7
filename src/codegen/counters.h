// Counters of the ledger (counters.cpp). Covered by tests/run/exactness.test and tests/run/warnings.test.
#pragma once

#include "codegen/function.h"

namespace sonde::codegen {

// Adds one to the counter of `kind` for `subject`; to that of the whole probe once there are too many.
void Count(FunctionEmitter& f, bundle::LedgerKind kind, uint32_t subject);

}  // namespace sonde::codegen
