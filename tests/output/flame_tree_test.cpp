// Tests of the tree of a flame graph.
#include "output/pictures/flame_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "values.h"

namespace sonde::output {
namespace {

using testing::ElementsAre;

std::map<std::string, FoldedMap> Maps(const std::vector<std::pair<std::vector<std::string>, int64_t>>& stacks,
                                      const std::string& name = "@m") {
  MapData map{name, true, Aggregation::Count, {}};
  for (const auto& [symbols, count] : stacks)
    map.entries.push_back({Trace({symbols.rbegin(), symbols.rend()}), Int(count)});
  std::map<std::string, FoldedMap> maps;
  maps[name] = *FoldStacks(map);
  return maps;
}

// "  name now", indented by its depth, with what it was before behind a slash.
std::vector<std::string> Lines(const FlameTree& tree, const std::vector<FlameNode>& nodes) {
  std::vector<std::string> lines;
  for (const FlameNode& node : nodes) {
    const std::string before = node.before == 0 ? "" : "/" + std::to_string(node.before);
    lines.push_back(std::string(node.depth, ' ') + tree.names[node.name].text + " " +
                    std::to_string(node.now) + before);
  }
  return lines;
}
std::vector<std::string> Lines(const FlameTree& tree) {
  return Lines(tree, tree.nodes);
}

FoldedFile& File(FoldedFile& file, const std::vector<std::pair<std::string_view, uint64_t>>& rows) {
  file.rows = rows;
  return file;
}

TEST(FlameTreeTest, StacksShareWhatTheyBeginWith) {
  const FlameTree tree =
      MakeFlameTree(Maps({{{"main", "b", "c"}, 3}, {{"main", "a"}, 2}, {{"main"}, 1}}), false, nullptr);
  EXPECT_THAT(Lines(tree), ElementsAre("all 6", " main 6", "  a 2", "  b 3", "   c 3"));
  EXPECT_EQ(tree.stacks, 3);
  EXPECT_EQ(PathText(tree, 4), "main;b;c");
  EXPECT_EQ(PathText(tree, 2), "main;a");
}

TEST(FlameTreeTest, NothingIsJustTheRoot) {
  EXPECT_THAT(Lines(MakeFlameTree({}, false, nullptr)), ElementsAre("all 0"));
}

TEST(FlameTreeTest, Reversed) {
  const FlameTree tree =
      MakeFlameTree(Maps({{{"main", "a", "x"}, 3}, {{"main", "b", "x"}, 2}}), true, nullptr);
  EXPECT_THAT(Lines(tree), ElementsAre("all 5", " x 5", "  a 3", "   main 3", "  b 2", "   main 2"));
}

TEST(FlameTreeTest, SeveralMapsAreFramesOfTheirOwn) {
  auto maps = Maps({{{"main", "x"}, 3}}, "@b");
  maps.merge(Maps({{{"main", "x"}, 2}}, "@a"));
  EXPECT_THAT(Lines(MakeFlameTree(maps, false, nullptr)),
              ElementsAre("all 5", " @a 2", "  main 2", "   x 2", " @b 3", "  main 3", "   x 3"));
  EXPECT_THAT(Lines(MakeFlameTree(maps, true, nullptr)),
              ElementsAre("all 5", " @a 2", "  x 2", "   main 2", " @b 3", "  x 3", "   main 3"));
}

TEST(FlameTreeTest, Compared) {
  FoldedFile file;
  File(file, {{"main_[k];b_[k]", 10}, {"main_[k];gone_[k];deeper_[k]", 5}, {"other", 7}});
  const FlameTree tree = MakeFlameTree(Maps({{{"main", "b"}, 3}, {{"main", "new"}, 2}}), false, &file);
  EXPECT_THAT(Lines(tree), ElementsAre("all 5/22", " main 5/15", "  b 3/10", "  gone 0/5", "   deeper 0/5",
                                       "  new 2", " other 0/7"));
  EXPECT_THAT(Vanished(tree), ElementsAre(6, 3));
  EXPECT_EQ(PathText(tree, 3), "main;gone");
  EXPECT_EQ(tree.names[tree.nodes[6].name].kind, CodeKind::User);
}

TEST(FlameTreeTest, WhatIsTooNarrowIsLeftOutWithAllAboveIt) {
  const FlameTree tree = MakeFlameTree(
      Maps({{{"main", "a", "x"}, 1}, {{"main", "a", "y"}, 1}, {{"main", "b"}, 8}}), false, nullptr);
  const Pruned all = Prune(tree, 0);
  EXPECT_EQ(all.nodes.size(), tree.nodes.size());
  EXPECT_EQ(all.frames_left_out, 0);
  const Pruned pruned = Prune(tree, 3);
  EXPECT_THAT(Lines(tree, pruned.nodes), ElementsAre("all 10", " main 10", "  b 8"));
  EXPECT_EQ(pruned.frames_left_out, 3);
  EXPECT_EQ(pruned.width_left_out, 2);
}

}  // namespace
}  // namespace sonde::output
