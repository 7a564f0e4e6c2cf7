// KeptStacks: the stacks of all maps of a run, for writers that show them at its end. Covered by
// tests/output/folded_writer_test.cpp.
#pragma once

#include <map>
#include <set>
#include <string>

#include "output/stacks.h"

namespace sonde::output {

class KeptStacks {
 public:
  void Keep(const MapData& map);
  // By the names of the maps; none is without rows.
  [[nodiscard]] const std::map<std::string, FoldedMap>& maps() const { return maps_; }
  // No map had an entry.
  [[nodiscard]] bool nothing() const { return maps_.empty() && others_.empty(); }
  // A line for people about what is not shown and why; empty if all is. `picture`: the word for what is made.
  [[nodiscard]] std::string LeftOut(std::string_view picture) const;

 private:
  std::map<std::string, FoldedMap> maps_;
  std::set<std::string> others_;  // maps without stacks, or whose values do not add up
};

}  // namespace sonde::output
