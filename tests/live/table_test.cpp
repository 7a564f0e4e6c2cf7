// Tests of maps as tables.
#include "live/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "output/sort.h"
#include "values.h"

namespace sonde::live {
namespace {

using namespace sonde::output;
using testing::ElementsAre;

std::vector<std::string> Names(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns())
    names.push_back(column.name);
  return names;
}

// The first cells in that order.
std::vector<std::string> Sorted(const Table& table, Sorting sorting, std::string_view filter = "") {
  std::vector<std::string> keys;
  for (const uint32_t entry : table.Order(sorting, filter))
    keys.push_back(table.Cells(entry)[0]);
  return keys;
}

MapData Reads() {
  MapData map{"@reads", true, Aggregation::Count, {}};
  map.entries = {{Tup({Str("sshd"), Int(-5)}), Unsigned(20)},
                 {Tup({Str("bash"), Int(10)}), Unsigned(3)},
                 {Tup({Str("Cron"), Int(9)}), Unsigned(UINT64_MAX)}};
  SortEntries(map);
  return map;
}

TEST(TableTest, SortsByAnyColumn) {
  const MapData map = Reads();
  const Table table(map);
  EXPECT_THAT(Names(table), ElementsAre("key0", "key1", "count"));
  EXPECT_EQ(table.main_column(), 2u);
  EXPECT_THAT(Sorted(table, {2, false}), ElementsAre("Cron", "sshd", "bash"));
  EXPECT_THAT(Sorted(table, {2, true}), ElementsAre("bash", "sshd", "Cron"));
  EXPECT_THAT(Sorted(table, {0, false}), ElementsAre("Cron", "bash", "sshd"));
  EXPECT_THAT(Sorted(table, {1, false}), ElementsAre("bash", "Cron", "sshd"));  // as numbers, not as texts
  EXPECT_THAT(Sorted(table, {1, true}), ElementsAre("sshd", "Cron", "bash"));
  EXPECT_THAT(table.Cells(table.Order({2, false}, "")[0]), ElementsAre("Cron", "9", "18446744073709551615"));
}

TEST(TableTest, FiltersByKeys) {
  const MapData map = Reads();
  const Table table(map);
  EXPECT_THAT(Sorted(table, {2, false}, "SH"), ElementsAre("sshd", "bash"));
  EXPECT_THAT(Sorted(table, {2, false}, "20"), ElementsAre());  // a value
}

TEST(TableTest, AggregationsHaveColumns) {
  const MapData stats{"@s", true, Aggregation::Stats, {{Str("a"), Statistics{true, 4, 40}}}};
  EXPECT_THAT(Names(Table(stats)), ElementsAre("key", "count", "avg", "total"));
  EXPECT_THAT(Table(stats).Cells(0), ElementsAre("a", "4", "10", "40"));
  EXPECT_EQ(Table(stats).main_column(), 2u);  // as print() sorts
  const MapData average{
      "@s", false, Aggregation::Avg, {{{}, Statistics{true, 4, static_cast<uint64_t>(-40)}}}};
  EXPECT_THAT(Names(Table(average)), ElementsAre("avg"));
  EXPECT_THAT(Table(average).Cells(0), ElementsAre("-10"));
  const MapData map{"@h", true, Aggregation::Hist, {{Int(1), Hist({0, 0, 0, 98, 0, 0, 0, 0, 0, 0, 0, 2})}}};
  EXPECT_THAT(Names(Table(map)), ElementsAre("key", "count", "p50", "p90", "p99"));
  EXPECT_EQ(Table(map).Cells(0)[1], "100");
  EXPECT_EQ(Table(map).NumberIn(0, 1), 100);
  EXPECT_LT(*Table(map).NumberIn(0, 3), *Table(map).NumberIn(0, 4));
}

TEST(TableTest, StacksAreOneLineWithTheLeafFirst) {
  const MapData map{"@", true, Aggregation::Count, {{Trace({"read", "work", "main"}), Unsigned(1)}}};
  EXPECT_EQ(Table(map).Cells(0)[0], "read < work < main");
}

TEST(TableTest, NamesAreHarmless) {
  const MapData map{"@", true, Aggregation::None, {{Str("a\x1b[2J\n\xff"), Str("\x1b]0;t\a")}}};
  EXPECT_THAT(Table(map).Cells(0), ElementsAre("a\\x1b[2J\\x0a\xef\xbf\xbd", "\\x1b]0;t\\x07"));
}

TEST(TableTest, TenThousandKeys) {
  MapData map{"@", true, Aggregation::Count, {}};
  for (int i = 0; i < 10000; ++i)
    map.entries.push_back({Int(i), Unsigned(static_cast<uint64_t>(i) * 7919 % 10007)});
  SortEntries(map);
  const Table table(map);
  const auto order = table.Order({1, false}, "");
  ASSERT_EQ(order.size(), 10000u);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return *table.NumberIn(a, 1) > *table.NumberIn(b, 1);
  }));
}

}  // namespace
}  // namespace sonde::live
