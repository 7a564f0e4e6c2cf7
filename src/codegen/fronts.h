// The front of a keyed aggregation: a small table for each CPU before the kernel's hash map, whose look-up
// costs ten times as much as what is done to the value. A key that has just been inserted into the hash map
// takes its place in the front, if that is free, and keeps it; from then on updates go there. The runtime
// adds both up (runtime/fronted_map.h). So it is right wherever an update goes, and a program may pass the
// front by. docs/design/maps.md says what it costs and for which maps there is one. Covered by
// tests/codegen/fronts_test.cpp and tests/run/fronts.test.
#pragma once

#include <functional>

#include "codegen/function.h"

namespace sonde::codegen {

// What is done to the words of a key. `shared`: programs on other CPUs do it at the same time.
using UpdateWords = std::function<void(Value* words, bool shared)>;

// Emits an update of the words of `key` in an aggregation; nothing happens at run time where there is no room
// for it.
void UpdateAggregation(FunctionEmitter& f, uint32_t map, Value* key, const UpdateWords& update);

}  // namespace sonde::codegen
