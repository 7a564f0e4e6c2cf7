// Tests of src/runtime/waiting_runs.h.
#include "runtime/waiting_runs.h"

#include <bpf/bpf.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "base/unique_fd.h"
#include "bpf_allowed.h"
#include "defs/events.h"

namespace sonde::runtime {
namespace {

constexpr uint64_t kFirst = uint64_t{1} << kScratchSlots;

class WaitingRunsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!MayLoadBpf()) GTEST_SKIP() << "BPF may not be loaded here";
    map_.Reset(bpf_map_create(BPF_MAP_TYPE_ARRAY, "mask", 4, 8, 2, nullptr));
    ASSERT_TRUE(map_.valid());
  }
  void Set(uint32_t cpu, uint64_t mask) { bpf_map_update_elem(map_.get(), &cpu, &mask, BPF_ANY); }

  UniqueFd map_;
};

TEST_F(WaitingRunsTest, AreThoseWithASlotOfTheirKind) {
  const WaitingRuns runs(map_.get(), 2);
  EXPECT_EQ(runs.Count(), 0U);
  Set(0, 0xff);  // programs that cannot wait
  EXPECT_EQ(runs.Count(), 0U);
  Set(0, 0xff | kFirst);
  Set(1, 3 * kFirst);
  EXPECT_EQ(runs.Count(), 3U);
}

TEST_F(WaitingRunsTest, AreWaitedFor) {
  const WaitingRuns runs(map_.get(), 2);
  runs.Wait();
  Set(1, kFirst);
  std::thread program([this] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    Set(1, 2 * kFirst);  // the next one does not count
  });
  runs.Wait();
  EXPECT_EQ(runs.Count(), 1U);
  uint64_t mask = 0;
  const uint32_t cpu = 1;
  ASSERT_EQ(bpf_map_lookup_elem(map_.get(), &cpu, &mask), 0);
  EXPECT_EQ(mask, 2 * kFirst);
  program.join();
}

TEST_F(WaitingRunsTest, ButNotForEver) {
  Set(0, kFirst);
  const WaitingRuns runs(map_.get(), 2);
  runs.Wait();
  EXPECT_EQ(runs.Count(), 1U);
}

}  // namespace
}  // namespace sonde::runtime
