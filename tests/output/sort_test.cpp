// Tests of the order of map entries.
#include "output/sort.h"

#include <gtest/gtest.h>

#include "output/text.h"
#include "values.h"

namespace sonde::output {
namespace {

using Contents = std::variant<Value, Statistics, Histogram>;

std::string KeysInOrder(MapFunction function, std::vector<std::pair<Value, Contents>> entries) {
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
  EXPECT_EQ(KeysInOrder(MapFunction::None, {{Str("a"), Int(3)}, {Str("b"), Int(-1)}, {Str("c"), Int(3)}}),
            "b a c ");
  EXPECT_EQ(KeysInOrder(MapFunction::Sum, {{Str("a"), Unsigned(UINT64_MAX)}, {Str("b"), Unsigned(1)}}),
            "b a ");
}

TEST(SortTest, FloatsByValue) {
  const auto real = [](double number) { return Value{Float{number, false}}; };
  EXPECT_EQ(KeysInOrder(
                MapFunction::None,
                {{Str("a"), real(2)}, {Str("b"), real(-1e300)}, {Str("c"), real(-0.5)}, {Str("d"), real(0)}}),
            "b c d a ");
  EXPECT_EQ(
      KeysInOrder(MapFunction::None, {{real(2.5), Str("v")}, {real(-3), Str("v")}, {real(-2), Str("v")}}),
      "-3 -2 2.5 ");
}

TEST(SortTest, ExtremesAsUnsigned) {
  EXPECT_EQ(KeysInOrder(MapFunction::Min, {{Str("a"), Int(-1)}, {Str("b"), Int(5)}}), "b a ");
}

TEST(SortTest, StatisticsByAverageHistogramsByTotal) {
  EXPECT_EQ(KeysInOrder(MapFunction::Avg, {{Str("a"), Statistics{true, 2, 20}},
                                           {Str("b"), Statistics{true, 1, 5}},
                                           {Str("c"), Statistics{true, 1, static_cast<uint64_t>(-5)}}}),
            "c b a ");
  EXPECT_EQ(KeysInOrder(MapFunction::Hist,
                        {{Str("a"), Histogram{.buckets = {9}}}, {Str("b"), Histogram{.buckets = {1, 1}}}}),
            "b a ");
}

TEST(SortTest, EverythingElseByKey) {
  const Value text = Str("v");
  EXPECT_EQ(KeysInOrder(MapFunction::None, {{Int(5), text}, {Int(-5), text}, {Int(0), text}}), "-5 0 5 ");
  EXPECT_EQ(KeysInOrder(MapFunction::None, {{Str("b"), text}, {Str("a"), text}}), "a b ");
  EXPECT_EQ(KeysInOrder(MapFunction::None, {{Tup({Int(1), Str("b")}), text},
                                            {Tup({Int(1), Str("a")}), text},
                                            {Tup({Int(0), Str("z")}), text}}),
            "0, z 1, a 1, b ");
  EXPECT_EQ(KeysInOrder(MapFunction::None, {{Value{Pointer{9}}, text}, {Value{Pointer{1}}, text}}),
            "0x9 0x1 ");
}

}  // namespace
}  // namespace sonde::output
