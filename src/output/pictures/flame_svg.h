// A flame graph as one SVG that needs nothing else: a still picture for who shows no scripts, and what a
// script needs to zoom, search and tell. Covered by tests/output/flame_svg_test.cpp and
// tests/pictures/flamegraph.
#pragma once

#include <cstdint>
#include <string>

#include "output/pictures/flame_tree.h"

namespace sonde::output {

struct FlameLook {
  std::string title;
  std::string unit;      // of all numbers: ns, us, ms, s, bytes, a word for what is counted; may be empty
  bool icicle = false;   // the root is on top
  bool reverse = false;  // the tree was made so
  std::string before;    // name of the file that is compared with; empty: none
};

void AppendFlameSvg(std::string& out, const FlameTree& tree, const FlameLook& look);

}  // namespace sonde::output
