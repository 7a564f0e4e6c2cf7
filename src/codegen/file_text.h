// What a pinned iterator prints: the program writes it to the file that is being read, since nobody of sonde
// is there to format. Covered by tests/run/iter-pinned.test.
#pragma once

#include "codegen/function.h"
#include "typed/statements.h"

namespace sonde::codegen {

// The kernel's struct seq_file of the file; only in programs of iterators.
Value* OutputFileOf(FunctionEmitter& f);

// Writes the text of a printf or print.
void EmitFileText(FunctionEmitter& f, const typed::Send& stmt);

}  // namespace sonde::codegen
