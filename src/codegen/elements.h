// Elements of maps: keys, lookups, what is added to (elements.cpp). Covered by the run tests of maps.
#pragma once

#include "codegen/function.h"
#include "typed/expressions.h"

namespace sonde::codegen {

// The key of an access in memory; `key` null: of a scalar map.
Value* EmitKey(FunctionEmitter& f, uint32_t map, const typed::Expr* key);
// Adds what follows the key of the script: bundle::MapMeta::generation.
void FinishKey(FunctionEmitter& f, uint32_t map, Value* key);
// Address of the value of key, or null at run time when it cannot be made; new values start with `initial`.
Value* LookupOrInsert(FunctionEmitter& f, uint32_t map, Value* key, Value* initial);
// With -k: counts the read of an element that is not there. `found`: what the lookup gave.
void CountMissing(FunctionEmitter& f, Value* found, SourceRange range);
// Adds to this CPU's part of a map.
Value* PerCpuAdd(FunctionEmitter& f, uint32_t map, Value* pointer, Value* amount);
// The set word of a map that lies in global data; its value follows.
Value* ScalarSlot(FunctionEmitter& f, uint32_t map);

}  // namespace sonde::codegen
