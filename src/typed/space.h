// Which memory a program reads: address spaces of expressions. Leaves: SpaceOf, ReadsUserMemory, WalksMaps.
// Covered by tests/typed/space_test.cpp.
#pragma once

#include "typed/typed.h"

namespace sonde::typed {

// Where a pointer points to; where an array or struct lies: where its owner is, or in BPF memory.
AddressSpace SpaceOf(const Expr& base);

// Whether making the value of `expr` may read memory of the traced program, blocks and functions in it
// included.
bool ReadsUserMemory(const Expr& expr);

// Whether a probe has a loop over a map. The kernel calls the body while it keeps the map's entries from
// being freed, so nothing may wait for memory in there, nor in functions that it might call.
bool WalksMaps(const Probe& probe);
// Whether a probe reads memory of the traced program where it may wait for it.
bool ReadsUserMemory(const Probe& probe);

}  // namespace sonde::typed
