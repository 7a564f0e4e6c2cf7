// Tests of maps printed by their keys.
#include "output/join.h"

#include <gtest/gtest.h>

#include "output/formats.h"
#include "values.h"

namespace sonde::output {
namespace {

MapData Keyed(const char* name, std::vector<std::pair<std::string, int64_t>> entries) {
  MapData map{name, true, Aggregation::None, {}};
  for (const auto& [key, value] : entries)
    map.entries.push_back({Str(key), Int(value), key});
  return map;
}

const std::vector<MapData> kThree = {Keyed("@a", {{"x", 1}, {"y", 2}}), Keyed("@b", {{"z", 5}, {"x", 6}}),
                                     Keyed("@c", {{"w", 7}, {"z", 8}, {"y", 9}})};

std::string Keys(std::span<const MapData> maps, uint32_t top) {
  std::string keys;
  for (const JoinedRow& row : Join(maps, top))
    keys += std::get<output::Text>(row.key->data).text;
  return keys;
}

TEST(JoinTest, TheFirstMapSaysTheOrder) {
  EXPECT_EQ(Keys(kThree, 0), "wzxy");
  EXPECT_EQ(Keys(kThree, 3), "zxy");
  EXPECT_EQ(Keys(std::span(kThree).first(1), 0), "xy");
  EXPECT_EQ(Keys({}, 0), "");
}

TEST(JoinTest, KeysThatLookAlikeAreApart) {
  std::vector<MapData> maps = {Keyed("@a", {{"x", 1}}), Keyed("@b", {{"x", 2}})};
  maps[1].entries[0].id = "another x";
  EXPECT_EQ(Keys(maps, 0), "xx");
}

TEST(JoinTest, AsTextAndAsJson) {
  Stream text, json;
  const PrintOptions options{.top = 3, .divisor = 2, .percentiles = {}};
  MakeTextWriter(text)->PrintMaps(kThree, options);
  EXPECT_EQ(text.buffer(), "[z]: @b 2, @c 4\n[x]: @a 0, @b 3\n[y]: @a 1, @c 4\n");
  MakeJsonWriter(json)->PrintMaps(kThree, options);
  EXPECT_EQ(json.buffer(),
            "{\"type\": \"maps\", \"data\": {\"z\": {\"@b\": 2, \"@c\": 4}, \"x\": {\"@a\": 0, \"@b\": 3}, "
            "\"y\": {\"@a\": 1, \"@c\": 4}}}\n");
}

}  // namespace
}  // namespace sonde::output
