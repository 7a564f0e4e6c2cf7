// The programs that walk user stacks by unwind tables (unwind.bpf.c), which are linked to a script's that ask
// for it. Covered by tests/run/dw_ustack.test.
#pragma once

#include "types/imported.h"

namespace sonde::codegen {

// As an import; parsed once.
const BpfObject& UnwindObject();

// long sonde_unwind(__u64* frames, __u64 most): writes addresses, and zeroes behind them; how many there are,
// or a negative number where the kernel's own walk has to do.
const ImportedFunction& UnwindFunction();

}  // namespace sonde::codegen
