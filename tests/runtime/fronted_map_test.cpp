// Tests of src/runtime/fronted_map: a map and its front read as one.
#include "runtime/fronted_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "defs/map_fronts.h"
#include "fake_machine.h"

namespace sonde::runtime {
namespace {

using testing::ElementsAre;
using testing::Pair;

constexpr uint32_t kPlaces = 4;
constexpr uint32_t kCpus = 2;

std::string Words(std::initializer_list<uint64_t> words) {
  std::string bytes;
  for (const uint64_t word : words)
    bytes.append(reinterpret_cast<const char*>(&word), sizeof(word));
  return bytes;
}

std::string Index(uint32_t number) {
  return {reinterpret_cast<const char*>(&number), sizeof(number)};
}

// Counters by keys of a word, with a front of two CPUs.
class FrontedMapTest : public testing::Test {
 protected:
  FrontedMapTest() {
    auto map = std::make_unique<FakeMap>(StoredMap{8, 8, 100, 8, 8});
    auto front = std::make_unique<FakeMap>(StoredMap{4, 24, 2 * kPlaces, 24, 24 * kCpus});
    map_ = map.get();
    front_ = front.get();
    fronted_ = std::make_unique<FrontedMap>(std::move(map), std::move(front), kPlaces);
  }

  std::vector<std::pair<uint64_t, uint64_t>> Entries() {
    std::vector<std::pair<uint64_t, uint64_t>> entries;
    EXPECT_TRUE(fronted_->ForEach([&](MapStore::Bytes key, MapStore::Bytes value) {
      uint64_t name = 0, count = 0;
      EXPECT_EQ(value.size(), sizeof(count));
      std::memcpy(&name, key.data(), sizeof(name));
      std::memcpy(&count, value.data(), sizeof(count));
      entries.emplace_back(name, count);
    }));
    return entries;
  }

  FakeMap* map_;
  FakeMap* front_;
  std::unique_ptr<FrontedMap> fronted_;
};

TEST_F(FrontedMapTest, AddsUpByKey) {
  map_->entries[Words({5})] = Words({1});
  map_->entries[Words({6})] = Words({3});
  map_->entries[Words({7})] = Words({9});
  // Key 5 has places on both CPUs, 6 on the second one only, and there another place of the front.
  front_->entries[Index(0)] = Words({kFrontReady, 5, 10, kFrontReady, 6, 20});
  front_->entries[Index(1)] = Words({kFrontFree, 0, 0, kFrontReady, 5, 30});
  front_->entries[Index(2)] = Words({kFrontClaimed, 7, 99, kFrontFree, 0, 0});
  EXPECT_THAT(Entries(), ElementsAre(Pair(5, 41), Pair(6, 23), Pair(7, 9)));
  std::string value;
  ASSERT_TRUE(fronted_->Read(Words({5}), value));
  EXPECT_EQ(value, Words({41}));
}

TEST_F(FrontedMapTest, NothingOfTheFrontIsLeftOut) {
  front_->entries[Index(3)] = Words({kFrontReady, 9, 7, kFrontFree, 0, 0});
  EXPECT_THAT(Entries(), ElementsAre(Pair(9, 7)));
}

TEST_F(FrontedMapTest, ForgetsOneGeneration) {
  for (uint32_t i = 0; i < 2 * kPlaces; ++i)
    front_->entries[Index(i)] = Words({kFrontReady, i, 1, kFrontReady, i, 1});
  ASSERT_TRUE(fronted_->Forget(3));  // an odd one
  for (uint32_t i = 0; i < 2 * kPlaces; ++i) {
    const std::string expected =
        i < kPlaces ? Words({kFrontReady, i, 1, kFrontReady, i, 1}) : std::string(48, '\0');
    EXPECT_EQ(front_->entries[Index(i)], expected) << i;
  }
  ASSERT_TRUE(fronted_->Forget(0));
  EXPECT_TRUE(Entries().empty());
}

TEST_F(FrontedMapTest, AFrontThatCannotBeReadIsAnError) {
  front_->readable = false;
  EXPECT_FALSE(fronted_->ForEach([](MapStore::Bytes, MapStore::Bytes) {}));
  EXPECT_FALSE(fronted_->Forget(0));
}

}  // namespace
}  // namespace sonde::runtime
