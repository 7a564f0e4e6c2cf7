// Maps: keys, elements, aggregations (map_access.cpp, aggregates.cpp). Covered by the run tests of maps.
#pragma once

#include "codegen/function.h"
#include "typed/expressions.h"

namespace sonde::codegen {

// ++ and -- of a map.
Value* EmitMapIncrement(FunctionEmitter& f, const typed::Increment& node);

// The number of entries of a map.
Value* EmitMapLength(FunctionEmitter& f, uint32_t index);

// A castable aggregation as an integer.
Value* EmitAggregateRead(FunctionEmitter& f, const typed::MapRead& node);
// One value of stats as a record.
void EmitStatisticsInto(FunctionEmitter& f, const typed::MapRead& node, Value* to);
// The combined value of all CPUs, as one register.
Value* CombineAggregate(FunctionEmitter& f, uint32_t map, Value* key, SourceRange range);

}  // namespace sonde::codegen
