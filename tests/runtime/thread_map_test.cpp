// Tests of src/runtime/thread_map: a map and its table by thread read as one.
#include "runtime/thread_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "defs/thread_table.h"
#include "fake_machine.h"

namespace sonde::runtime {
namespace {

using testing::Pair;
using testing::UnorderedElementsAre;

template <typename Value>
std::string Raw(const Value& value) {
  return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

// Numbers of four bytes by thread.
class ThreadMapTest : public testing::Test {
 protected:
  ThreadMapTest() {
    auto map = std::make_unique<FakeMap>(StoredMap{4, 4, 4096, 4, 4});
    auto table = std::make_unique<FakeMap>(
        StoredMap{4, sizeof(ThreadPlace), kThreadPlaces, sizeof(ThreadPlace), sizeof(ThreadPlace)});
    map_ = map.get();
    table_ = table.get();
    both_ = std::make_unique<ThreadMap>(std::move(map), std::move(table));
  }

  void Put(uint32_t index, uint64_t owner, uint64_t value) {
    table_->entries[Raw(index)] = Raw(ThreadPlace{owner, value, 0});
  }

  std::vector<std::pair<uint32_t, uint32_t>> Entries() {
    std::vector<std::pair<uint32_t, uint32_t>> entries;
    EXPECT_TRUE(both_->ForEach([&](MapStore::Bytes key, MapStore::Bytes value) {
      EXPECT_EQ(key.size(), 4U);
      EXPECT_EQ(value.size(), 4U);
      uint32_t thread = 0, number = 0;
      std::memcpy(&thread, key.data(), sizeof(thread));
      std::memcpy(&number, value.data(), sizeof(number));
      entries.emplace_back(thread, number);
    }));
    return entries;
  }

  FakeMap* map_;
  FakeMap* table_;
  std::unique_ptr<ThreadMap> both_;
};

TEST_F(ThreadMapTest, EntriesOfBothOnceEach) {
  Put(0, kThreadOwns | 7, 70);
  Put(1, 0, 99);               // free, with what was there
  Put(2, kThreadClaimed, 98);  // not yet written
  Put(3, kThreadOwns | 9, 0xffffffff'00000005);
  map_->entries[Raw(uint32_t{7})] = Raw(uint32_t{1});  // assigned in the table since then
  map_->entries[Raw(uint32_t{8})] = Raw(uint32_t{80});
  EXPECT_THAT(Entries(), UnorderedElementsAre(Pair(7, 70), Pair(8, 80), Pair(9, 5)));
}

TEST_F(ThreadMapTest, ReadsOne) {
  Put(0, kThreadOwns | 7, 70);
  map_->entries[Raw(uint32_t{8})] = Raw(uint32_t{80});
  std::string value;
  ASSERT_TRUE(both_->Read(Raw(uint32_t{7}), value));
  EXPECT_EQ(value, Raw(uint32_t{70}));
  ASSERT_TRUE(both_->Read(Raw(uint32_t{8}), value));
  EXPECT_EQ(value, Raw(uint32_t{80}));
  EXPECT_FALSE(both_->Read(Raw(uint32_t{9}), value));
}

TEST_F(ThreadMapTest, ATableThatCannotBeReadIsAnError) {
  table_->readable = false;
  EXPECT_FALSE(both_->ForEach([](MapStore::Bytes, MapStore::Bytes) {}));
}

TEST_F(ThreadMapTest, ForgetsTheTable) {
  Put(0, kThreadOwns | 7, 70);
  Put(3, 0, 0);
  table_->entries[Raw(uint32_t{5})] = Raw(ThreadPlace{0, 0, 1});  // spilled
  EXPECT_TRUE(both_->Forget(0));
  EXPECT_TRUE(Entries().empty());
  for (const auto& [index, place] : table_->entries)
    EXPECT_EQ(place, Raw(ThreadPlace{}));
}

}  // namespace
}  // namespace sonde::runtime
