// Tests of what heat maps are made of.
#include "output/heat_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "values.h"

namespace sonde::output {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

MapData Look(std::vector<uint64_t> counts) {
  return {"@h", false, Aggregation::Hist, {{{}, Hist(std::move(counts))}}};
}

const HeatMapHistory& Only(const HeatHistory& history) {
  return history.histograms().at("@h");
}

TEST(HeatHistoryTest, AColumnIsWhatHasComeSinceTheLastLook) {
  HeatHistory history(100);
  history.Look(Look({0, 1, 2}), 200, true);
  history.Look(Look({0, 1, 5}), 300, true);
  const HeatSeries& series = Only(history).series.at("");
  EXPECT_THAT(Only(history).ends, ElementsAre(200, 300));
  ASSERT_EQ(series.columns.size(), 2U);
  EXPECT_THAT(series.columns[0], ElementsAre(Pair(1, 1), Pair(2, 2)));
  EXPECT_THAT(series.columns[1], ElementsAre(Pair(2, 3)));
}

TEST(HeatHistoryTest, WhatWasClearedBeginsFromNothingThoughItIsMoreThanBefore) {
  HeatHistory history(100);
  history.Look(Look({0, 1, 2}), 200, true);
  history.Cleared("@h");
  history.Look(Look({0, 4, 5}), 300, true);
  EXPECT_THAT(Only(history).series.at("").columns[1], ElementsAre(Pair(1, 4), Pair(2, 5)));
}

TEST(HeatHistoryTest, WhatIsLessThanBeforeIsAllNew) {
  HeatHistory history(100);
  history.Look(Look({0, 1, 2}), 200, true);
  history.Look(Look({0, 0, 3}), 300, true);
  EXPECT_THAT(Only(history).series.at("").columns[1], ElementsAre(Pair(2, 3)));
}

TEST(HeatHistoryTest, ALookWithNothingNewIsAColumnIfItIsMeantToBe) {
  HeatHistory history(100);
  history.Look(Look({0, 1}), 200, true);
  history.Look(Look({0, 1}), 300, true);
  history.Look(Look({0, 1}), 400, false);
  EXPECT_THAT(Only(history).ends, ElementsAre(200, 300));
}

TEST(HeatHistoryTest, EachKeyIsASeries) {
  HeatHistory history(100);
  MapData map{"@h", true, Aggregation::Hist, {{Str("a"), Hist({0, 1})}}};
  history.Look(map, 200, true);
  map.entries.push_back({Str("b"), Hist({0, 2})});
  history.Look(map, 300, true);
  EXPECT_EQ(Only(history).series.at("a").name, "@h[a]");
  EXPECT_EQ(Only(history).series.at("a").columns.size(), 1U);
  const HeatSeries& other = Only(history).series.at("b");
  ASSERT_EQ(other.columns.size(), 2U);
  EXPECT_THAT(other.columns[0], IsEmpty());
  EXPECT_THAT(other.columns[1], ElementsAre(Pair(1, 2)));
}

TEST(HeatHistoryTest, MemoryIsBoundedAndNothingIsLost) {
  HeatHistory history(0);
  constexpr uint64_t kLooks = 20001;
  for (uint64_t i = 1; i <= kLooks; ++i)
    history.Look(Look({0, i}), i, true);
  EXPECT_LE(Only(history).ends.size(), 4097U);
  EXPECT_EQ(Only(history).ends.back(), kLooks);
  uint64_t total = 0;
  for (const HeatCounts& column : Only(history).series.at("").columns)
    total += column.empty() ? 0 : column[0].second;
  EXPECT_EQ(total, kLooks);
}

TEST(HeatHistoryTest, WhoeverShowsFewColumnsKeepsFew) {
  HeatHistory history(0, 8);
  for (uint64_t i = 1; i <= 100; ++i)
    history.Look(Look({0, i}), i, true);
  EXPECT_LE(Only(history).ends.size(), 8U);
  EXPECT_EQ(Only(history).ends.back(), 100U);
}

TEST(HeatHistoryTest, OtherMapsAreNone) {
  HeatHistory history(0);
  EXPECT_FALSE(history.Look({"@a", false, Aggregation::Count, {{{}, Int(1)}}}, 1, true));
}

}  // namespace
}  // namespace sonde::output
