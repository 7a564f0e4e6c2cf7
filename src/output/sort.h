// The order in which map entries are printed (cli-and-output.md 12.4). Covered by
// tests/output/sort_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "output/value.h"

namespace sonde::output {

// Ascending by value, equal values by key: a total order, so that the same data always prints the same.
void SortEntries(MapData& map);

// Negative, 0, positive: the order of keys and of values, whatever they are; 0 for equal ones only.
int OrderOfValues(const Value& a, const Value& b);

// Collects the entries of a map of which only the last in that order are wanted, and keeps few more of them.
class TopEntries {
 public:
  // `top`: how many are wanted; 0: all. `map` outlives this.
  TopEntries(MapData& map, size_t top) : map_(map), top_(top) {}

  // False: an entry with this value is none of those, whatever its key. So nobody has to find that out.
  [[nodiscard]] bool Wants(const EntryValue& value) const;
  void Add(MapEntry entry);
  // Sorts what is left.
  void Finish();

 private:
  MapData& map_;
  const size_t top_;
  std::optional<uint64_t> least_;  // rank of the first of the last `top` so far; nothing: not known
};

}  // namespace sonde::output
