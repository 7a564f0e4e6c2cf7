// Leaves: KeptStacks. Covered by tests/output/folded_writer_test.cpp.
#include "output/kept_stacks.h"

namespace sonde::output {

void KeptStacks::Keep(const MapData& map) {
  auto folded = FoldStacks(map);
  if (folded) {
    maps_[map.name] = std::move(*folded);
  } else {
    others_.insert(map.name);
  }
}

std::string KeptStacks::LeftOut(std::string_view picture) const {
  std::string lines;
  const auto add = [&](const std::string& line) { lines += (lines.empty() ? "" : "\n") + line; };
  if (maps_.empty()) {
    add("WARNING: " + std::string(picture) +
        (others_.empty() ? ": no map had anything in it" : ": no map has a stack in its key"));
  }
  for (const auto& [name, folded] : maps_) {
    if (folded.left_out == 0) continue;
    add("WARNING: " + std::string(picture) + ": " + std::to_string(folded.left_out) + " entries of " + name +
        " are left out, whose values are no numbers above 0");
  }
  if (maps_.empty() || others_.empty()) return lines;
  std::string names;
  for (const std::string& name : others_)
    names += (names.empty() ? "" : ", ") + name;
  add("NOTE: " + std::string(picture) + " does not show " + names +
      ": there is no stack in the key, or values do not add up");
  return lines;
}

}  // namespace sonde::output
