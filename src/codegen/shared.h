// What the statements of a split probe have in common is a function (shared.cpp says why). Covered by
// tests/codegen/pieces_test.cpp and tests/run/large.test.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "codegen/function.h"

namespace sonde::codegen {

// Emits a function and gives its result.
using SharedBody = std::function<Value*(FunctionEmitter&)>;

// The function of this probe with that name, made at first use, of words and pointers to a word. A global one
// has no pointers and returns none: the verifier looks at it once.
llvm::Function* Shared(FunctionEmitter& f, const std::string& name,
                       const std::vector<llvm::Type*>& parameters, bool global, const SharedBody& body);

// A lookup, as an integer.
Value* Lookup(FunctionEmitter& f, llvm::GlobalVariable* map, Value* key);
// In split programs: the memory of the scratch slot with this number, this CPU's counters, the number of the
// slot that the program has taken. The first two may be null for the verifier.
Value* MemoryOfSlot(FunctionEmitter& f, Value* slot);
Value* LedgerOfCpu(FunctionEmitter& f);
Value* SlotIndex(FunctionEmitter& f);

}  // namespace sonde::codegen
