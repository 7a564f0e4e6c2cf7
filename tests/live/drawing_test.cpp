// Tests of whole screens, as text.
#include "live/drawing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "output/sort.h"
#include "values.h"

namespace sonde::live {
namespace {

using namespace sonde::output;
using testing::HasSubstr;
using testing::StartsWith;

class DrawingTest : public testing::Test {
 protected:
  DrawingTest() {
    state_.run = {"reads.bt", 2};
    state_.began = 1000;
    state_.looked = 3'724'000;
  }
  void Look(std::vector<MapData> maps) {
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->milliseconds = static_cast<uint64_t>(++looks_) * 1000;
    for (MapData& map : maps)
      SortEntries(map);
    snapshot->maps = std::move(maps);
    Take(state_, snapshot);
  }
  // Every line is as wide as the screen or less.
  std::vector<std::string> Screen(Size size = {16, 60}) {
    std::vector<std::string> texts;
    for (const Line& line : Draw(state_, size)) {
      texts.push_back(TextOf(line));
      EXPECT_LE(Width(texts.back()), size.columns) << texts.back();
      while (texts.back().ends_with(' '))
        texts.back().pop_back();
    }
    EXPECT_EQ(texts.size(), size.rows);
    return texts;
  }
  // What is selected.
  std::string Selected(Size size = {16, 60}) {
    for (const Line& line : Draw(state_, size)) {
      if (!line.empty() && line[0].style == Style::Selected)
        return line[0].text.substr(0, line[0].text.find(' '));
    }
    return "none";
  }
  static MapData Numbers(int count, int times = 1) {
    MapData map{"@n", true, Aggregation::Count, {}};
    for (int i = 0; i < count; ++i)
      map.entries.push_back(
          {Str("k" + std::to_string(i)), Unsigned(static_cast<uint64_t>(i * times % count))});
    return map;
  }

  State state_;
  int looks_ = 0;
};

TEST_F(DrawingTest, ATableWithBars) {
  Look({{"@reads", true, Aggregation::Count, {{Str("sshd"), Unsigned(10)}, {Str("bash"), Unsigned(20)}}},
        {"@total", false, Aggregation::Sum, {{{}, Int(-3)}}}});
  const auto lines = Screen();
  EXPECT_EQ(lines[0], " reads.bt                                2 probes  01:02:03");
  EXPECT_EQ(lines[1], " @reads 2  @total");
  EXPECT_EQ(lines[2], "key   countv");
  EXPECT_EQ(lines[3], "bash      20  ##############################################");
  EXPECT_EQ(lines[4], "sshd      10  #######################");
  EXPECT_THAT(lines[15], StartsWith(" q quit"));
  Handle(state_, '2');
  EXPECT_EQ(Screen()[3], "  -3");
}

TEST_F(DrawingTest, LostEventsAndFreezingAreInTheTitle) {
  state_.lost = 7;
  Look({Numbers(1)});
  Handle(state_, ' ');
  EXPECT_THAT(Screen()[0], HasSubstr("7 lost  FROZEN  2 probes"));
}

TEST_F(DrawingTest, TheSelectedRowIsFollowed) {
  Look({Numbers(100)});
  EXPECT_EQ(Selected(), "k99");
  Look({Numbers(100, 7)});
  EXPECT_EQ(Selected(), "k57");  // the top, whatever it is: 57 * 7 = 399
  Handle(state_, kKeyDown);
  EXPECT_EQ(Selected(), "k14");
  Look({Numbers(100)});
  EXPECT_EQ(Selected(), "k14");
  Handle(state_, kKeyHome);
  EXPECT_EQ(Selected(), "k99");
  Handle(state_, kKeyEnd);
  EXPECT_EQ(Selected(), "k0");
  EXPECT_EQ(Screen()[14], "k0         0");
  Handle(state_, kKeyPageUp);
  EXPECT_EQ(Selected(), "k12");
}

TEST_F(DrawingTest, AHistogramOfTheSelectedRow) {
  Look({{"@h", true, Aggregation::Hist, {{Str("a"), Hist({0, 0, 5})}, {Str("b"), Hist({0, 0, 0, 0, 9})}}}});
  auto lines = Screen({16, 80});
  EXPECT_EQ(lines[2], "key   countv   p50   p90   p99");
  EXPECT_THAT(lines[3], StartsWith("b          9"));
  EXPECT_EQ(lines[6], "[4, 8)                 9 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|");
  Handle(state_, kKeyDown);
  lines = Screen({16, 80});
  EXPECT_EQ(lines[6], "[1]                    5 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|");
}

TEST_F(DrawingTest, HistogramsOverTime) {
  for (uint64_t i = 1; i <= 4; ++i)
    Look({{"@h", false, Aggregation::Hist, {{{}, Hist({0, 0, 5, i * 10})}}}});
  Handle(state_, 'm');
  const auto lines = Screen();
  EXPECT_EQ(lines[2], "@h  (45, at most 10 in a field)");
  EXPECT_EQ(lines[3], "           [2, 4) @@@@");
  EXPECT_EQ(lines[4], "              [1] #");
}

TEST_F(DrawingTest, MoreHistogramsThanAHistoryIsKeptOf) {
  MapData map{"@h", true, Aggregation::Hist, {}};
  for (uint64_t i = 0; i <= kMostSeries; ++i)
    map.entries.push_back({Unsigned(i), Hist({0, 0, 5})});
  Look({map});
  Handle(state_, 'm');
  EXPECT_EQ(Screen()[2], " no heat map: @h has more than 2000 keys");
}

TEST_F(DrawingTest, StacksFrameByFrame) {
  Look({{"@", true, Aggregation::Count, {{Tup({Trace({"read", "main"}), Str("x")}), Unsigned(3)}}}});
  EXPECT_THAT(Screen()[3], StartsWith("read < main  x"));
  Handle(state_, kKeyEnter);
  const auto lines = Screen();
  EXPECT_EQ(lines[5], "key0:");
  EXPECT_THAT(lines[6], HasSubstr("read+0"));
  EXPECT_THAT(lines[7], HasSubstr("main+0"));
  EXPECT_EQ(lines[8], "key1: x");
  EXPECT_EQ(lines[9], "count: 3");
}

TEST_F(DrawingTest, WhatIsPrintedStandsBelow) {
  Look({Numbers(30)});
  state_.pane.Append("one\ntwo\nthree\n");
  auto lines = Screen();
  EXPECT_EQ(lines[11], "-- printed");
  EXPECT_EQ(lines[14], "three");
  Handle(state_, '[');
  Handle(state_, 'o');
  lines = Screen();
  EXPECT_EQ(lines[14], "three");
  Handle(state_, 'o');
  EXPECT_THAT(Screen()[14], StartsWith("k"));
}

TEST_F(DrawingTest, OnlyTextWithoutMaps) {
  Look({});
  state_.pane.Append("one\n");
  const auto lines = Screen();
  EXPECT_EQ(lines[1], " the script has no maps");
  EXPECT_EQ(lines[2], "-- printed");
  EXPECT_EQ(lines[3], "one");
}

TEST_F(DrawingTest, ManyMapsAndLongNames) {
  std::vector<MapData> maps;
  for (int i = 0; i < 30; ++i)
    maps.push_back(
        {"@map" + std::to_string(i), true, Aggregation::None, {{Str(std::string(200, 'x')), Unsigned(1)}}});
  Look(maps);
  for (int i = 0; i < 30; ++i) {
    EXPECT_THAT(Screen()[1], HasSubstr("@map" + std::to_string(i)));
    EXPECT_THAT(Screen()[3], HasSubstr("x~"));
    Handle(state_, 'n');
  }
}

TEST_F(DrawingTest, AnySizeIsDrawn) {
  Look({{"@h", true, Aggregation::Hist, {{Tup({Str("a"), Trace({"f", "g"})}), Hist({0, 0, 5})}}},
        Numbers(50)});
  state_.pane.Append("one\ntwo\nthree\nfour\nfive\n");
  for (const int key : {int{'?'}, int{' '}, int{kKeyEnter}, int{'m'}, int{'o'}, int{'n'}, int{'/'}}) {
    Handle(state_, key);
    for (size_t rows = 0; rows < 30; ++rows) {
      for (size_t columns = 0; columns < 90; columns += 3)
        Screen({rows, columns});
    }
  }
  EXPECT_EQ(Screen({3, 30})[0], "The terminal is too small: 40");
}

}  // namespace
}  // namespace sonde::live
