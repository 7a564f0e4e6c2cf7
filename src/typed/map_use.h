// What programs do with maps. Leaves: ForEachMapUse, OnlyAggregated. Covered by tests/typed/map_use_test.cpp
// and tests/plan/thread_keys_test.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "typed/typed.h"

namespace sonde::typed {

struct MapUse {
  enum class Kind : uint8_t {
    Aggregate,  // @m[key] = count() and the like
    Entry,      // one entry is assigned, read, found or deleted
    Other,      // it is counted in, changed in place, walked over, handed to C
  };
  uint32_t map;
  Kind kind;
  const Expr* key;  // null: of a scalar map, or of no entry alone
};

// Calls `use` for all that a probe's program does to maps, in its predicate, body and functions.
void ForEachMapUse(const Probe& probe, const std::function<void(const MapUse&)>& use);

// By map: whether programs do nothing to it but aggregate into it, so that only the runtime ever looks at its
// values.
std::vector<bool> OnlyAggregated(const Program& program);

}  // namespace sonde::typed
