// Tests of what the page is told.
#include "serve/update.h"

#include <gtest/gtest.h>

#include "values.h"

namespace sonde::serve {
namespace {

using output::Int;
using output::MapData;
using output::Str;

std::string MapOf(MapData map) {
  output::Snapshot snapshot;
  snapshot.maps = {std::move(map)};
  std::string text = UpdateOf(snapshot);
  constexpr std::string_view kHead = "{\"n\": 0, \"time\": 0, \"last\": false, \"maps\": [";
  EXPECT_TRUE(text.starts_with(kHead) && text.ends_with("]}")) << text;
  return text.substr(kHead.size(), text.size() - kHead.size() - 2);
}

TEST(UpdateTest, Entries) {
  EXPECT_EQ(
      MapOf({"@a", true, Aggregation::Count, {{Str("x"), Int(1)}, {Str("\xff\n"), Int(9007199254740993)}}}),
      "{\"name\": \"@a\", \"function\": \"count\", \"columns\": [\"key0\"], \"entries\": "
      "[[[\"\xef\xbf\xbd\\n\"],\"9007199254740993\"],[[\"x\"],1]], \"left_out\": 0}");
  EXPECT_EQ(MapOf({"@t", false, Aggregation::None, {{{}, Str("words")}}}),
            "{\"name\": \"@t\", \"function\": \"\", \"columns\": [], \"entries\": [[[],\"words\"]], "
            "\"left_out\": 0}");
}

TEST(UpdateTest, Aggregations) {
  EXPECT_EQ(MapOf({"@h", false, Aggregation::Hist, {{{}, output::Hist({1, 0, 2})}}}),
            "{\"name\": \"@h\", \"function\": \"hist\", \"columns\": [], \"entries\": "
            "[[[],{\"buckets\": [[null,0,1],[0,1,0],[1,2,2]]}]], \"left_out\": 0}");
  EXPECT_EQ(MapOf({"@s", false, Aggregation::Stats, {{{}, output::Statistics{true, 2, 7}}}}),
            "{\"name\": \"@s\", \"function\": \"stats\", \"columns\": [], \"entries\": "
            "[[[],{\"count\": 2, \"avg\": 3, \"total\": 7}]], \"left_out\": 0}");
}

TEST(UpdateTest, HowOftenAMapWasCleared) {
  output::Snapshot snapshot;
  snapshot.maps = {{"@a", false, Aggregation::Count, {{{}, Int(1)}}}, {"@b", false, Aggregation::Count, {}}};
  snapshot.clears = {{"@a", 3}};
  EXPECT_EQ(UpdateOf(snapshot),
            "{\"n\": 0, \"time\": 0, \"last\": false, \"maps\": [{\"name\": \"@a\", \"function\": \"count\", "
            "\"columns\": [], \"entries\": [[[],1]], \"left_out\": 0, \"cleared\": 3},{\"name\": \"@b\", "
            "\"function\": \"count\", \"columns\": [], \"entries\": [], \"left_out\": 0}]}");
}

TEST(UpdateTest, Stacks) {
  EXPECT_EQ(MapOf({"@k", true, Aggregation::Count, {{output::Trace({"leaf", "root"}), Int(4)}}}),
            "{\"name\": \"@k\", \"function\": \"count\", \"stacks\": {\"names\": "
            "[[\"root\",\"kernel\"],[\"leaf\",\"kernel\"]], "
            "\"rows\": [[[0,1],4]]}, \"left_out\": 0}");
}

TEST(UpdateTest, WhatIsLeftOutIsCounted) {
  MapData many{"@m", true, Aggregation::Count, {}};
  for (int i = 0; i < 2003; ++i)
    many.entries.push_back({Int(i), Int(i)});
  EXPECT_TRUE(MapOf(many).ends_with("\"left_out\": 3}"));
}

}  // namespace
}  // namespace sonde::serve
