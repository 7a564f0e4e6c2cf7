// Tests of rows and columns of heat maps.
#include "output/heat_panel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "values.h"

namespace sonde::output {
namespace {

using testing::ElementsAre;

constexpr uint64_t kSecond = 1'000'000'000;

TEST(HeatPanelTest, RowsAreThoseOfThePrintedHistogram) {
  HeatHistory history(0);
  history.Look({"@h", false, Aggregation::Hist, {{{}, Hist({1, 0, 2, 0, 4})}}}, kSecond, true);
  const auto panels = MakeHeatPanels(history, {10, 10});
  ASSERT_EQ(panels.size(), 1U);
  EXPECT_THAT(panels[0].rows, ElementsAre("(..., 0)", "[0]", "[1]", "[2, 4)", "[4, 8)"));
  ASSERT_EQ(panels[0].columns.size(), 1U);
  EXPECT_THAT(panels[0].columns[0].counts, ElementsAre(1, 0, 2, 0, 4));
  EXPECT_EQ(panels[0].most, 4U);
  EXPECT_EQ(panels[0].total, 7U);
}

TEST(HeatPanelTest, LinearBucketsHaveAnEndLessLast) {
  HeatHistory history(0);
  const Histogram linear{{.kind = Buckets::Kind::Linear, .min = 0, .max = 20, .step = 10}, {1, 2, 3, 4}};
  history.Look({"@l", false, Aggregation::Lhist, {{{}, linear}}}, kSecond, true);
  EXPECT_THAT(MakeHeatPanels(history, {10, 10})[0].rows,
              ElementsAre("(..., 0)", "[0, 10)", "[10, 20)", "[20, ...)"));
}

TEST(HeatPanelTest, NeighboursAreAddedUpWhereThereIsNoRoom) {
  HeatHistory history(0);
  for (uint64_t i = 1; i <= 5; ++i)
    history.Look({"@h", false, Aggregation::Hist, {{{}, Hist({0, i, 0, i, 0, 0, i})}}}, i * kSecond, true);
  const HeatPanel panel = MakeHeatPanels(history, {2, 3})[0];
  EXPECT_EQ(panel.merged, 3U);
  EXPECT_THAT(panel.rows, ElementsAre("[0, 2)", "[2, 8)", "[8, 32)"));
  ASSERT_EQ(panel.columns.size(), 2U);
  EXPECT_THAT(panel.columns[0].counts, ElementsAre(3, 3, 3));
  EXPECT_THAT(panel.columns[1].counts, ElementsAre(2, 2, 2));
  EXPECT_EQ(panel.columns[0].end, 3 * kSecond);
  EXPECT_EQ(panel.columns[1].end, 5 * kSecond);
}

TEST(HeatPanelTest, OneOfMany) {
  HeatHistory history(0);
  history.Look({"@h", true, Aggregation::Hist, {{Str("a"), Hist({1})}, {Str("b"), Hist({0, 3})}}}, kSecond,
               true);
  history.Look({"@i", false, Aggregation::Hist, {{{}, Hist({7})}}}, kSecond, true);
  EXPECT_EQ(MakeHeatPanel(history, "@h", "@h[a]", {10, 10})->total, 1U);
  EXPECT_EQ(MakeHeatPanel(history, "@h", "@h", {10, 10})->title, "@h[b]");
  EXPECT_EQ(MakeHeatPanel(history, "@i", "@i", {10, 10})->total, 7U);
  EXPECT_FALSE(MakeHeatPanel(history, "@j", "@j", {10, 10}).has_value());
}

TEST(HeatPanelTest, SeriesOfAMapAreCountedByTheirValues) {
  const auto series = [](std::vector<TimeSeries::Point> points) {
    return TimeSeries{.length = kSecond, .most = 9, .latest = 12, .points = std::move(points)};
  };
  const auto minus = static_cast<uint64_t>(int64_t{-3});
  HeatHistory history(0);
  history.Look({"@t",
                true,
                Aggregation::Tseries,
                {{Int(1), series({{10, 40}, {12, minus}})}, {Int(2), series({{10, 41}})}}},
               kSecond, true);
  const HeatPanel panel = MakeHeatPanels(history, {10, 6})[0];
  EXPECT_THAT(panel.rows, ElementsAre("[-10, 0)", "[0, 10)", "[10, 20)", "[20, 30)", "[30, 40)", "[40, 50)"));
  ASSERT_EQ(panel.columns.size(), 3U);
  EXPECT_EQ(panel.columns[0].begin, 10 * kSecond);
  EXPECT_EQ(panel.columns[0].counts[5], 2U);
  EXPECT_EQ(panel.columns[1].Total(), 0U);
  EXPECT_EQ(panel.columns[2].counts[0], 1U);
}

TEST(HeatPanelTest, SeriesAtTheEndsOfNumbersHaveRows) {
  const auto panel = [](bool is_signed, uint64_t a, uint64_t b) {
    HeatHistory history(0);
    const TimeSeries series{
        .is_signed = is_signed, .length = 1, .most = 9, .latest = 1, .points = {{0, a}, {1, b}}};
    history.Look({"@t", false, Aggregation::Tseries, {{{}, series}}}, 1, true);
    return MakeHeatPanels(history, {10, 8})[0];
  };
  EXPECT_LE(panel(false, 0, UINT64_MAX).rows.size(), 8U);
  EXPECT_LE(panel(true, static_cast<uint64_t>(INT64_MIN), INT64_MAX).rows.size(), 8U);
  EXPECT_THAT(panel(false, 7, 7).rows, ElementsAre("[7]"));
}

TEST(HeatPanelTest, Levels) {
  EXPECT_EQ(HeatLevel(0, 100, 9, true), 0U);
  EXPECT_EQ(HeatLevel(1, 100, 9, true), 1U);
  EXPECT_EQ(HeatLevel(10, 100, 9, true), 5U);
  EXPECT_EQ(HeatLevel(100, 100, 9, true), 9U);
  EXPECT_EQ(HeatLevel(10, 100, 9, false), 1U);
  EXPECT_EQ(HeatLevel(1, 1, 9, true), 9U);
}

}  // namespace
}  // namespace sonde::output
