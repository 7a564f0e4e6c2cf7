// Maps whose key is always `tid`, for what a thread leaves in one probe and fetches in another: setting,
// finding and deleting an entry of the kernel's hash map cost 260 ns together where calls are guarded against
// speculation, here they cost some ten. A place of the table belongs to one thread from the first assignment
// to the deletion; nobody else writes to it meanwhile, and programs that could interrupt each other have no
// such table. A thread that finds its place taken, or is none (number 0), uses the map. docs/design/maps.md
// says more. Covered by tests/codegen/thread_table_test.cpp and tests/run/threads-table.test.
#pragma once

#include "codegen/function.h"

namespace sonde::codegen {

// Address of the value of `key`, or null at run time: of a map with such a table or without.
Value* FindElement(FunctionEmitter& f, uint32_t map, Value* key);
// Of a map with a table: what `@m[key] = value` and `delete(@m, key)` do. `value`: its address. The latter
// gives an i64, whether there was such an entry.
void AssignThreadElement(FunctionEmitter& f, uint32_t map, Value* key, Value* value);
Value* DeleteThreadElement(FunctionEmitter& f, uint32_t map, Value* key);
// In the kernel's map: these are what all other maps do.
void AssignElement(FunctionEmitter& f, uint32_t map, Value* key, Value* value);
Value* DeleteElement(FunctionEmitter& f, uint32_t map, Value* key);

}  // namespace sonde::codegen
