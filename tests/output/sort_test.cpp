// Tests of the order of map entries.
#include "output/sort.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "output/text.h"
#include "values.h"

namespace sonde::output {
namespace {

using Contents = EntryValue;

std::string KeysInOrder(Aggregation function, std::vector<std::pair<Value, Contents>> entries) {
  MapData map;
  map.function = function;
  for (auto& [key, value] : entries)
    map.entries.push_back({key, value});
  SortEntries(map);
  std::string keys;
  for (const MapEntry& entry : map.entries) {
    AppendKey(keys, entry.key);
    keys += ' ';
  }
  return keys;
}

TEST(SortTest, IntegersByValueWithTheirSign) {
  EXPECT_EQ(KeysInOrder(Aggregation::None, {{Str("a"), Int(3)}, {Str("b"), Int(-1)}, {Str("c"), Int(3)}}),
            "b a c ");
  EXPECT_EQ(KeysInOrder(Aggregation::Sum, {{Str("a"), Unsigned(UINT64_MAX)}, {Str("b"), Unsigned(1)}}),
            "b a ");
}

TEST(SortTest, ExtremesAsTheyPrint) {
  for (const Aggregation function : {Aggregation::Min, Aggregation::Max}) {
    EXPECT_EQ(KeysInOrder(function, {{Str("a"), Int(1)}, {Str("b"), Int(-128)}, {Str("c"), Int(-7)}}),
              "b c a ");
    EXPECT_EQ(KeysInOrder(function, {{Str("a"), Unsigned(UINT64_MAX)}, {Str("b"), Unsigned(5)}}), "b a ");
  }
}

TEST(SortTest, EqualValuesByKey) {
  const Value one = Int(1);
  EXPECT_EQ(KeysInOrder(Aggregation::Count, {{Str("c"), one}, {Str("a"), one}, {Str("b"), one}}), "a b c ");
  EXPECT_EQ(
      KeysInOrder(Aggregation::Hist, {{Int(9), Hist({1, 1})}, {Int(-3), Hist({2})}, {Int(4), Hist({0, 2})}}),
      "-3 4 9 ");
  EXPECT_EQ(
      KeysInOrder(Aggregation::Avg, {{Int(2), Statistics{true, 2, 20}}, {Int(1), Statistics{true, 1, 10}}}),
      "1 2 ");
}

TEST(SortTest, EveryKindOfKeyHasAnOrder) {
  const Value v = Int(1);
  EXPECT_EQ(KeysInOrder(Aggregation::Sum, {{Unsigned(UINT64_MAX), v}, {Unsigned(1), v}}),
            "1 18446744073709551615 ");
  EXPECT_EQ(KeysInOrder(Aggregation::Sum, {{Value{true}, v}, {Value{false}, v}}), "false true ");
  EXPECT_EQ(KeysInOrder(Aggregation::Sum, {{Value{Bytes{"b"}}, v}, {Value{Bytes{"a"}}, v}}), "a b ");
  EXPECT_EQ(KeysInOrder(Aggregation::Sum, {{Name("g"), v}, {Name("f"), v}}), "f g ");
  EXPECT_EQ(KeysInOrder(Aggregation::Sum, {{Value{EnumValue{2, "A"}}, v}, {Value{EnumValue{1, "B"}}, v}}),
            "B A ");
  EXPECT_EQ(KeysInOrder(Aggregation::Sum, {{Trace({"y"}), v}, {Trace({"x", "z"}), v}}),
            "\n        x+0\n        z+0\n \n        y+0\n ");
  EXPECT_EQ(KeysInOrder(Aggregation::Sum,
                        {{Value{Array{{Int(1), Int(3)}}}, v}, {Value{Array{{Int(1), Int(2)}}}, v}}),
            "[1,2] [1,3] ");
  EXPECT_EQ(KeysInOrder(Aggregation::Sum,
                        {{Value{Record{{{"a", Int(2)}}}}, v}, {Value{Record{{{"a", Int(1)}}}}, v}}),
            "{ .a = 1 } { .a = 2 } ");
  EXPECT_EQ(KeysInOrder(Aggregation::Sum,
                        {{Tup({Value{Pointer{9}}, Int(1)}), v}, {Tup({Value{Pointer{1}}, Int(2)}), v}}),
            "0x1, 2 0x9, 1 ");
}

TEST(SortTest, FloatsByValue) {
  const auto real = [](double number) { return Value{Float{number, false}}; };
  EXPECT_EQ(KeysInOrder(
                Aggregation::None,
                {{Str("a"), real(2)}, {Str("b"), real(-1e300)}, {Str("c"), real(-0.5)}, {Str("d"), real(0)}}),
            "b c d a ");
  EXPECT_EQ(
      KeysInOrder(Aggregation::None, {{real(2.5), Str("v")}, {real(-3), Str("v")}, {real(-2), Str("v")}}),
      "-3 -2 2.5 ");
}

TEST(SortTest, StatisticsByAverageHistogramsByTotal) {
  EXPECT_EQ(KeysInOrder(Aggregation::Avg, {{Str("a"), Statistics{true, 2, 20}},
                                           {Str("b"), Statistics{true, 1, 5}},
                                           {Str("c"), Statistics{true, 1, static_cast<uint64_t>(-5)}}}),
            "c b a ");
  EXPECT_EQ(KeysInOrder(Aggregation::Hist, {{Str("a"), Hist({9})}, {Str("b"), Hist({1, 1})}}), "b a ");
}

TEST(SortTest, EverythingElseByKey) {
  const Value text = Str("v");
  EXPECT_EQ(KeysInOrder(Aggregation::None, {{Int(5), text}, {Int(-5), text}, {Int(0), text}}), "-5 0 5 ");
  EXPECT_EQ(KeysInOrder(Aggregation::None, {{Str("b"), text}, {Str("a"), text}}), "a b ");
  EXPECT_EQ(KeysInOrder(Aggregation::None, {{Tup({Int(1), Str("b")}), text},
                                            {Tup({Int(1), Str("a")}), text},
                                            {Tup({Int(0), Str("z")}), text}}),
            "0, z 1, a 1, b ");
  EXPECT_EQ(KeysInOrder(Aggregation::None, {{Value{Pointer{9}}, text}, {Value{Pointer{1}}, text}}),
            "0x1 0x9 ");
}

// Entries whose values come again and again, in no order.
MapEntry Entry(uint64_t number) {
  constexpr uint64_t kStep = 7919, kModulus = 30011, kValues = 500;
  const uint64_t place = number * kStep % kModulus;
  return {Unsigned(place), Unsigned(place % kValues)};
}

TEST(TopEntries, AreTheLastOfAllInOrder) {
  constexpr uint64_t kCount = 30000;
  for (const size_t top : {size_t{1}, size_t{10}, size_t{1500}, size_t{40000}}) {
    MapData all, few;
    TopEntries entries(few, top);
    size_t most = 0;
    for (uint64_t i = 0; i < kCount; ++i) {
      all.entries.push_back(Entry(i));
      if (entries.Wants(Entry(i).value)) entries.Add(Entry(i));
      most = std::max(most, few.entries.size());
    }
    SortEntries(all);
    entries.Finish();
    ASSERT_EQ(few.entries.size(), std::min<size_t>(top, kCount));
    EXPECT_LE(most, 2 * std::max<size_t>(top, 1024));
    for (size_t i = 0; i < few.entries.size(); ++i) {
      std::string key, expected;
      AppendKey(key, few.entries[i].key);
      AppendKey(expected, all.entries[kCount - few.entries.size() + i].key);
      ASSERT_EQ(key, expected) << "top " << top;
    }
  }
}

TEST(TopEntries, WithoutNumbersGoByKey) {
  MapData map;
  TopEntries entries(map, 2);
  for (const char* key : {"b", "d", "a", "c"}) {
    EXPECT_TRUE(entries.Wants(Str("x")));
    entries.Add({Str(key), Str("x")});
  }
  entries.Finish();
  ASSERT_EQ(map.entries.size(), 2U);
  std::string keys;
  AppendKey(keys, map.entries[0].key);
  AppendKey(keys, map.entries[1].key);
  EXPECT_EQ(keys, "cd");
}

}  // namespace
}  // namespace sonde::output
