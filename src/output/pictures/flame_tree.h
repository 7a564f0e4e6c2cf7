// The tree of a flame graph: stacks that begin alike share frames, and each frame is as wide as all stacks
// that go through it. Covered by tests/output/flame_tree_test.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "output/pictures/folded_file.h"
#include "output/stacks.h"

namespace sonde::output {

struct FlameNode {
  uint32_t name = 0;  // of FlameTree::names
  uint32_t depth = 0;
  uint64_t now = 0;
  uint64_t before = 0;  // of what is compared with
};

struct FlameTree {
  std::vector<StackName> names;  // the first is the root's
  std::vector<FlameNode>
      nodes;            // each before its children, which are in order of their names; the root first
  uint64_t stacks = 0;  // of now
};

// All rows of the maps; of several maps each is a frame of its own above the root. `reverse`: what is called
// first, its callers above it. `before` may be null.
FlameTree MakeFlameTree(const std::map<std::string, FoldedMap>& maps, bool reverse, const FoldedFile* before);

// Where the node that follows all below `node` is.
size_t BehindNode(const FlameTree& tree, size_t node);

// What is left of a tree when what is too narrow to see is left out.
struct Pruned {
  std::vector<FlameNode> nodes;
  uint64_t frames_left_out = 0;
  uint64_t width_left_out = 0;  // of `now`
};
// Leaves out nodes with less than `least` of now; for siblings those are behind the others.
Pruned Prune(const FlameTree& tree, uint64_t least);

// Nodes that were there before and are gone, without those below them; the largest first.
std::vector<size_t> Vanished(const FlameTree& tree);

// "main;outer;inner": the names from below the root to the node.
std::string PathText(const FlameTree& tree, size_t node);

}  // namespace sonde::output
