// Tests of what is carried from a clear to the next print.
#include "runtime/map_carry.h"

#include <gtest/gtest.h>

#include <cstring>

namespace sonde::runtime {
namespace {

std::string Words(std::initializer_list<uint64_t> words) {
  std::string bytes;
  for (const uint64_t word : words)
    bytes.append(reinterpret_cast<const char*>(&word), sizeof(word));
  return bytes;
}

bundle::MapMeta Map(Aggregation function, uint32_t value_size, bool additive = true) {
  bundle::MapMeta meta;
  meta.name = "@";
  meta.function = function;
  meta.value_size = value_size;
  meta.additive = additive;
  meta.value.is_signed = true;
  return meta;
}

constexpr RawShape kTwoWords{16, false};  // of one CPU

TEST(MapCarryTest, SumsAreDifferences) {
  const bundle::MapMeta meta = Map(Aggregation::Stats, 16);
  const std::string shown = Words({1, 10, 2, 20}), all = Words({1, 10, 5, 26});
  const std::string beyond = Beyond(meta, kTwoWords, all, shown);
  EXPECT_EQ(beyond, Words({0, 0, 3, 6}));
  EXPECT_EQ(Join(meta, kTwoWords, shown, beyond), all);
  EXPECT_EQ(Beyond(meta, kTwoWords, all, all), "");
  EXPECT_EQ(Beyond(meta, kTwoWords, all, ""), all) << "a key that was not there yet";
}

TEST(MapCarryTest, NegativeSumsWrapAround) {
  const bundle::MapMeta meta = Map(Aggregation::Sum, 8);
  const RawShape shape{8, false};
  const auto minus = [](uint64_t n) { return 0 - n; };
  EXPECT_EQ(Beyond(meta, shape, Words({minus(5)}), Words({3})), Words({minus(8)}));
  EXPECT_EQ(Join(meta, shape, Words({minus(8)}), Words({3})), Words({minus(5)}));
}

TEST(MapCarryTest, PlainCountersOfEverySize) {
  for (const uint32_t size : {1U, 2U, 4U, 8U}) {
    const bundle::MapMeta meta = Map(Aggregation::None, size);
    const RawShape shape{size, false};
    std::string shown(size, '\0'), all(size, '\0');
    shown[0] = static_cast<char>(250);
    all[0] = 3;
    if (size > 1) all[1] = 1;  // 259
    const std::string beyond = Beyond(meta, shape, all, shown);
    ASSERT_EQ(beyond.size(), size);
    EXPECT_EQ(static_cast<unsigned char>(beyond[0]), 9) << size;
    EXPECT_EQ(Join(meta, shape, shown, beyond), all) << size;
  }
}

TEST(MapCarryTest, ExtremesThatWereSeenAreDone) {
  const bundle::MapMeta least = Map(Aggregation::Min, 16), most = Map(Aggregation::Max, 16);
  const uint64_t minus_one = UINT64_MAX;
  EXPECT_EQ(Beyond(least, kTwoWords, Words({4, 1, 9, 1}), Words({4, 1, 10, 1})), Words({0, 0, 9, 1}));
  EXPECT_EQ(Beyond(least, kTwoWords, Words({4, 1}), Words({4, 1})), "");
  EXPECT_EQ(Join(least, kTwoWords, Words({minus_one, 1}), Words({3, 1})), Words({minus_one, 1}));
  EXPECT_EQ(Join(most, kTwoWords, Words({minus_one, 1}), Words({3, 1})), Words({3, 1}));
  EXPECT_EQ(Join(most, kTwoWords, Words({minus_one, 1}), Words({0, 0})), Words({minus_one, 1}));
}

TEST(MapCarryTest, OfAssignedValuesTheLatestCounts) {
  const bundle::MapMeta meta = Map(Aggregation::None, 8, false);
  const RawShape keyed{8, false}, scalar{16, true};
  EXPECT_EQ(Beyond(meta, keyed, Words({7}), Words({7})), "");
  EXPECT_EQ(Beyond(meta, keyed, Words({8}), Words({7})), Words({8}));
  EXPECT_EQ(Join(meta, keyed, Words({8}), Words({9})), Words({9}));
  EXPECT_EQ(Join(meta, scalar, Words({1, 8}), Words({0, 0})), Words({1, 8})) << "the later one is not set";
  EXPECT_EQ(Join(meta, scalar, Words({1, 8}), Words({1, 9})), Words({1, 9}));
}

TEST(MapCarryTest, DifferencesMeanNothingWhereProgramsDelete) {
  const bundle::MapMeta meta = Map(Aggregation::Count, 8, false);
  EXPECT_EQ(Beyond(meta, {8, false}, Words({3}), Words({10})), "");
}

TEST(MapCarryTest, SetWordsFollow) {
  const bundle::MapMeta meta = Map(Aggregation::Count, 8);
  const RawShape shape{16, true};
  EXPECT_EQ(Beyond(meta, shape, Words({1, 5, 0, 0}), Words({1, 5, 0, 0})), "");
  EXPECT_EQ(Beyond(meta, shape, Words({1, 5, 1, 2}), Words({1, 4, 0, 0})), Words({1, 1, 1, 2}));
  EXPECT_EQ(Join(meta, shape, Words({1, 1, 1, 2}), Words({0, 0, 1, 4})), Words({1, 1, 1, 6}));
}

TEST(MapCarryTest, GoesFromAClearToTheNextPrint) {
  const bundle::MapMeta meta = Map(Aggregation::Count, 8);
  const RawShape shape{8, false};
  Carry carry;
  std::string buffer;
  carry.Show("a", Words({5}));
  carry.Cleared(meta, shape, {{"a", Words({6})}, {"b", Words({1})}, {"c", Words({2})}}, true);
  EXPECT_EQ(carry.entries().size(), 3U);
  EXPECT_EQ(carry.Seen(meta, shape, "a", Words({10}), buffer), Words({11}));
  carry.Show("a", Words({11}));
  carry.Show("b", Words({1}));
  carry.Show("c", Words({2}));
  carry.Cleared(meta, shape, {{"a", Words({10})}}, true);
  EXPECT_TRUE(carry.empty()) << "everything was shown";
  carry.Show("a", Words({1}));
  carry.Cleared(meta, shape, {{"a", Words({9})}}, false);
  EXPECT_TRUE(carry.empty()) << "a clear of its own forgets";
}

}  // namespace
}  // namespace sonde::runtime
