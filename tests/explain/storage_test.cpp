// Tests of where values lie, in words.
#include "explain/storage.h"

#include <gtest/gtest.h>

namespace sonde::explain {
namespace {

using bundle::Layout;
using bundle::MapMeta;
using bundle::MapStorage;

Layout Number(uint32_t offset, uint32_t size, bool is_signed = false) {
  Layout layout;
  layout.kind = ValueKind::Integer;
  layout.offset = offset;
  layout.size = size;
  layout.is_signed = is_signed;
  return layout;
}

std::string Written(const std::vector<Part>& parts) {
  std::string text;
  for (const Part& part : parts)
    text += std::to_string(part.offset) + "+" + std::to_string(part.size) + " " + part.what + "\n";
  return text;
}

MapMeta Keyed(MapStorage storage) {
  MapMeta map;
  map.name = "@m";
  map.storage = storage;
  map.has_keys = true;
  map.max_entries = 100;
  map.key.kind = ValueKind::Tuple;
  map.key.size = 24;
  map.key.children = {Number(0, 4, true), Number(8, 8)};
  Layout inner;
  inner.kind = ValueKind::Tuple;
  inner.offset = 16;
  inner.size = 8;
  inner.children = {Number(0, 1), Number(4, 4)};
  map.key.children.push_back(inner);
  return map;
}

TEST(StorageTest, KeysAndValues) {
  bundle::Metadata metadata;
  MapMeta map = Keyed(MapStorage::FrontedHash);
  map.function = Aggregation::Stats;
  map.beside.front_places = 128;
  map.generation = 8;
  metadata.maps.push_back(map);
  const auto maps = StoredMaps(metadata);
  ASSERT_EQ(maps.size(), 1u);
  EXPECT_EQ(maps[0].name, "@m");
  EXPECT_EQ(maps[0].kind,
            "a hash table with room for 100 entries; before it, on each CPU, 128 places for keys that are "
            "often used");
  EXPECT_EQ(Written(maps[0].key),
            "0+4 int32\n8+8 uint64\n16+1 uint8\n20+4 uint32\n24+8 generation, for clear()\n");
  EXPECT_EQ(Written(maps[0].value), "0+8 count\n8+8 total\n");
}

TEST(StorageTest, EveryAggregation) {
  for (const AggregationRow& row : kAggregations) {
    bundle::Metadata metadata;
    MapMeta map = Keyed(MapStorage::PerCpuHash);
    map.function = row.function;
    map.value_size = row.words == 0 ? 80 : 8 * row.words;
    map.value = Number(0, 8);
    metadata.maps.push_back(map);
    const auto maps = StoredMaps(metadata);
    uint32_t bytes = 0;
    for (const Part& part : maps[0].value) {
      EXPECT_EQ(part.offset, bytes) << row.name;
      EXPECT_FALSE(part.what.empty()) << row.name;
      bytes += part.size;
    }
    EXPECT_EQ(bytes, row.function == Aggregation::None ? 8 : map.value_size) << row.name;
  }
}

TEST(StorageTest, PlacesOfScalars) {
  bundle::Metadata metadata;
  MapMeta map;
  map.name = "@x";
  map.storage = MapStorage::Global;
  map.value = Number(0, 4, true);
  metadata.maps.push_back(map);
  const auto maps = StoredMaps(metadata);
  EXPECT_TRUE(maps[0].key.empty());
  EXPECT_EQ(Written(maps[0].value), "0+8 whether it was set\n8+4 int32\n");
}

TEST(StorageTest, Events) {
  bundle::Metadata metadata;
  bundle::EventMeta event;
  event.kind = EventKind::Printf;
  event.size = 32;
  event.location.line = 3;
  event.location.column = 7;
  Layout bits = Number(8, 4);
  bits.bit_offset = 3;
  bits.bit_size = 2;
  bits.name = "flags";
  Layout stack;
  stack.kind = ValueKind::KernelStack;
  stack.offset = 12;
  stack.size = 48;
  stack.count = 5;
  event.args = {Number(0, 8), bits, stack};
  metadata.events.push_back(event);
  const auto events = StoredEvents(metadata);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].what, "Printf");
  EXPECT_EQ(events[0].line, 3u);
  EXPECT_EQ(Written(events[0].parts),
            "0+4 number of the event\n4+4 number of the probe\n8+8 uint64\n16+4 flags: uint32, bits 3 to 4\n"
            "20+48 stack of up to 5 frames\n");
}

// Whatever a value is, it has words.
TEST(StorageTest, EveryKind) {
  for (const ValueKindRow& row : kValueKinds) {
    bundle::Metadata metadata;
    MapMeta map;
    map.value.kind = row.kind;
    map.value.size = 16;
    metadata.maps.push_back(map);
    const auto maps = StoredMaps(metadata);
    ASSERT_EQ(maps[0].value.size(), 2u) << row.name;
    EXPECT_FALSE(maps[0].value[1].what.empty()) << row.name;
  }
}

}  // namespace
}  // namespace sonde::explain
