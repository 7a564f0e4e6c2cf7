// Builtins that others need (builtins.cpp). Covered by the run tests of builtins.
#pragma once

#include "codegen/function.h"

namespace sonde::codegen {

// tgid << 32 | tid, as seen in sonde's own pid namespace.
Value* EmitPidTgid(FunctionEmitter& f);

}  // namespace sonde::codegen
