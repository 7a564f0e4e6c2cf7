// Arguments of static probes (USDT): fetching them where a program begins, by what the notes say of each
// place. Covered by tests/golden/codegen/usdt/* and tests/run/usdt-values.test.
#pragma once

#include "codegen/function.h"

namespace sonde::codegen {

// Stores every argument that the probe uses in its variable. Code goes on behind it.
void FetchArguments(FunctionEmitter& f);

}  // namespace sonde::codegen
