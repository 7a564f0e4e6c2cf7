// Several maps by their keys. Covered by tests/output/join_test.cpp.
#pragma once

#include <span>
#include <vector>

#include "output/value.h"

namespace sonde::output {

struct JoinedRow {
  const Value* key = nullptr;
  std::vector<const MapEntry*> entries;  // by map; null where it has no such key
};

// A row for each key of any of `maps`, whose entries have ids. They come as the first map has them; before
// them those that it has not, as the second one has them, and so on. What they point to is of `maps`. `top`:
// only the last so many; 0: all.
std::vector<JoinedRow> Join(std::span<const MapData> maps, uint32_t top);

}  // namespace sonde::output
