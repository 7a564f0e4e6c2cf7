// Tests of watching processes: when their mappings are looked at.
#include "runtime/process_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

namespace sonde::runtime {
namespace {

class SeenSymbols : public UserSymbols {
 public:
  void Remember(int pid) override { seen.push_back(pid); }
  ResolvedSymbol Resolve(int, uint64_t, bool) override { return {}; }
  std::vector<int> seen;
};

constexpr uint64_t kMs = 1000000;

TEST(ProcessWatchTest, LooksLessAndLessOften) {
  SeenSymbols symbols;
  ProcessWatch watch({getpid()}, nullptr, false);
  ASSERT_TRUE(watch.Open().ok());
  watch.FollowMappings(symbols);
  EXPECT_THAT(symbols.seen, testing::ElementsAre(getpid())) << "it may end before the first round does";
  uint64_t now = 1000 * kMs;
  EXPECT_EQ(watch.EndRound(now), 2);
  EXPECT_EQ(watch.EndRound(now), 2) << "not due";
  EXPECT_THAT(symbols.seen, testing::ElementsAre(getpid(), getpid()));
  EXPECT_EQ(watch.EndRound(now += 2 * kMs), 3);
  EXPECT_EQ(watch.EndRound(now += 3 * kMs), 5);
  for (int i = 0; i < 20; ++i)
    watch.EndRound(now += 2000 * kMs);
  EXPECT_EQ(watch.EndRound(now += 2000 * kMs), 1001);
}

TEST(ProcessWatchTest, LooksAtNobodyWithoutNames) {
  ProcessWatch watch({getpid()}, nullptr, false);
  ASSERT_TRUE(watch.Open().ok());
  EXPECT_EQ(watch.EndRound(kMs), 1000);
  EXPECT_TRUE(watch.any());
  EXPECT_FALSE(watch.lost_reports().has_value());
}

TEST(ProcessWatchTest, ChildIsRememberedAsItsProgram) {
  auto child = Child::Start("sleep 1000");
  ASSERT_TRUE(child.ok()) << child.error().Text();
  SeenSymbols symbols;
  ProcessWatch watch({}, child->get(), false);
  ASSERT_TRUE(watch.Open().ok());
  watch.FollowMappings(symbols);
  watch.EndRound(kMs);
  EXPECT_THAT(symbols.seen, testing::ElementsAre());
  watch.Release();
  watch.EndRound(kMs);
  EXPECT_THAT(symbols.seen, testing::ElementsAre((*child)->pid()));
  watch.Terminate();
  pollfd wait{watch.end_fd(), POLLIN, 0};
  EXPECT_EQ(poll(&wait, 1, 5000), 1);
  EXPECT_EQ(watch.Reap(), "Child terminated by signal: 15");
}

TEST(ProcessWatchTest, NobodyToWatch) {
  ProcessWatch watch({}, nullptr, false);
  ASSERT_TRUE(watch.Open().ok());
  EXPECT_FALSE(watch.any());
  EXPECT_EQ(watch.end_fd(), -1);
  EXPECT_EQ(watch.Reap(), "");
  EXPECT_FALSE(ProcessWatch({0x3fffff}, nullptr, false).Open().ok());
}

}  // namespace
}  // namespace sonde::runtime
