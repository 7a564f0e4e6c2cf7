// Tests of several that look at one run.
#include "serve/views.h"

#include <gtest/gtest.h>

namespace sonde::serve {
namespace {

class Viewer : public output::LiveView {
 public:
  bool wanted = false;
  std::string seen, problem, report;
  std::vector<output::LedgerLine> losses;

  bool Wanted() override { return wanted; }
  void BeginSnapshot(bool last) override { seen += last ? "<last " : "<"; }
  void SnapshotMap(const output::MapData& map) override { seen += map.name; }
  void EndSnapshot() override { seen += ">"; }
  void MapCleared(const std::string& name) override { seen += "cleared " + name; }
  void Settle(const std::function<bool()>& give_up) override { seen += give_up() ? "hurried" : "settled"; }
  std::string TakeProblem() override { return std::exchange(problem, ""); }
  std::vector<output::LedgerLine> Losses() override { return losses; }
  std::string Report() override { return report; }
};

class ViewsTest : public testing::Test {
 protected:
  void SetUp() override { views_.Add(one_), views_.Add(two_); }
  void Snapshot(bool last) {
    views_.BeginSnapshot(last);
    views_.SnapshotMap({"@m", false, Aggregation::None, {}});
    views_.EndSnapshot();
  }
  Viewer one_, two_;
  Views views_;
};

TEST_F(ViewsTest, WhoWantsOneGetsIt) {
  EXPECT_FALSE(views_.Wanted());
  two_.wanted = true;
  EXPECT_TRUE(views_.Wanted());
  Snapshot(false);
  Snapshot(true);
  EXPECT_EQ(one_.seen, "<last @m>");
  EXPECT_EQ(two_.seen, "<@m><last @m>");
}

TEST_F(ViewsTest, AllKnowWhatIsCleared) {
  two_.wanted = true;
  views_.MapCleared("@m");
  EXPECT_EQ(one_.seen, "cleared @m");
  EXPECT_EQ(two_.seen, "cleared @m");
}

TEST_F(ViewsTest, AllAreHeard) {
  one_.problem = "a", two_.problem = "b";
  EXPECT_EQ(views_.TakeProblem(), "a");
  EXPECT_EQ(views_.TakeProblem(), "b");
  EXPECT_EQ(views_.TakeProblem(), "");
  two_.losses = {{"k", "s", 3}};
  ASSERT_EQ(views_.Losses().size(), 1u);
  two_.report = "r";
  EXPECT_EQ(views_.Report(), "r");
  one_.report = "q";
  EXPECT_EQ(views_.Report(), "q; r");
  views_.Settle([] { return true; });
  EXPECT_EQ(one_.seen, "hurried");
  EXPECT_EQ(two_.seen, "hurried");
}

}  // namespace
}  // namespace sonde::serve
