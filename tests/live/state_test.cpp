// Tests of keys.
#include "live/state.h"

#include <gtest/gtest.h>

#include "values.h"

namespace sonde::live {
namespace {

using namespace sonde::output;

std::shared_ptr<Snapshot> TwoMaps() {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->number = 1;
  snapshot->milliseconds = 5000;
  snapshot->maps = {{"@a", true, Aggregation::Count, {{Str("x"), Unsigned(1)}}},
                    {"@b", false, Aggregation::None, {{{}, Unsigned(2)}}}};
  return snapshot;
}

State Looked() {
  State state;
  Take(state, TwoMaps());
  return state;
}

TEST(StateTest, WithoutALookKeysDoNoHarm) {
  State state;
  for (int key = 0; key < 0x100; ++key) {
    if (key == 'q') continue;
    EXPECT_FALSE(Handle(state, key).end);
    state.mode = Mode::Maps;
  }
  for (int key = kKeyUp; key <= kKeyErase; ++key)
    EXPECT_TRUE(Handle(state, key).clear.empty());
}

TEST(StateTest, SwitchesMaps) {
  State state = Looked();
  EXPECT_EQ(state.Shown()->name, "@a");
  Handle(state, '\t');
  EXPECT_EQ(state.Shown()->name, "@b");
  Handle(state, 'n');
  EXPECT_EQ(state.Shown()->name, "@a");
  Handle(state, kKeyLeft);
  EXPECT_EQ(state.Shown()->name, "@b");
  Handle(state, '1');
  EXPECT_EQ(state.Shown()->name, "@a");
  Handle(state, '9');
  EXPECT_EQ(state.Shown()->name, "@a");
}

TEST(StateTest, AMapThatIsShownStaysWhenOthersCome) {
  State state = Looked();
  Handle(state, '2');
  auto more = TwoMaps();
  more->maps.insert(more->maps.begin(), {"@0", false, Aggregation::None, {}});
  Take(state, more);
  EXPECT_EQ(state.Shown()->name, "@b");
}

TEST(StateTest, AsksForTheEndAndForClearing) {
  State state = Looked();
  EXPECT_TRUE(Handle(state, 'q').end);
  EXPECT_EQ(Handle(state, 'c').clear, "@a");
}

TEST(StateTest, FrozenTakesNoLooks) {
  State state = Looked();
  Handle(state, ' ');
  auto later = TwoMaps();
  later->maps.clear();
  Take(state, later);
  EXPECT_EQ(state.snapshot->maps.size(), 2u);
  Handle(state, 'f');
  Take(state, later);
  EXPECT_TRUE(state.snapshot->maps.empty());
  EXPECT_EQ(state.Shown(), nullptr);
}

std::shared_ptr<Snapshot> OneHistogram(uint64_t milliseconds, std::vector<uint64_t> counts, uint64_t clears) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->milliseconds = milliseconds;
  snapshot->maps = {{"@h", false, Aggregation::Hist, {{{}, Hist(std::move(counts))}}}};
  if (clears > 0) snapshot->clears["@h"] = clears;
  return snapshot;
}

// A script that prints and clears: no count ever gets smaller by it that is seen here.
TEST(StateTest, WhatWasClearedBetweenLooksCountsFromNothing) {
  State state;
  Take(state, OneHistogram(1000, {0, 5}, 0));
  Take(state, OneHistogram(2000, {0, 5}, 1));
  Take(state, OneHistogram(3000, {0, 7}, 1));
  Take(state, OneHistogram(4000, {0, 7}, 3));
  const auto& columns = state.history->histograms().at("@h").series.at("").columns;
  ASSERT_EQ(columns.size(), 4u);
  std::vector<uint64_t> counts;
  for (const HeatCounts& column : columns)
    counts.push_back(column.at(0).second);
  EXPECT_EQ(counts, (std::vector<uint64_t>{5, 5, 2, 7}));
}

TEST(StateTest, SortsByTheNextColumnAndTheOtherWayRound) {
  State state = Looked();
  const Table table(*state.Shown());
  const auto sorting = [&] { return SortingOf(state.maps["@a"], table); };
  EXPECT_EQ(sorting(), (Sorting{1, false}));
  Handle(state, 's');
  EXPECT_EQ(sorting(), (Sorting{0, false}));
  Handle(state, 'r');
  EXPECT_EQ(sorting(), (Sorting{0, true}));
  Handle(state, '<');
  EXPECT_EQ(sorting(), (Sorting{1, false}));
}

TEST(StateTest, FiltersTakeTextUntilEnterOrEscape) {
  State state = Looked();
  Handle(state, '/');
  for (const int key : {int{'q'}, int{'x'}, 0xc3, 0xa4})
    EXPECT_FALSE(Handle(state, key).end);
  EXPECT_EQ(state.filter, "qx\u00e4");
  Handle(state, kKeyErase);
  EXPECT_EQ(state.filter, "qx");
  Handle(state, kKeyEnter);
  EXPECT_EQ(state.mode, Mode::Maps);
  EXPECT_EQ(state.filter, "qx");
  Handle(state, kKeyEscape);
  EXPECT_EQ(state.filter, "");
}

TEST(StateTest, HelpGoesWithAnyKey) {
  State state = Looked();
  Handle(state, '?');
  EXPECT_EQ(state.mode, Mode::Help);
  EXPECT_FALSE(Handle(state, 'q').end);
  EXPECT_EQ(state.mode, Mode::Maps);
}

}  // namespace
}  // namespace sonde::live
