// Tests of what a script printed, as the screen keeps it.
#include "live/pane.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sonde::live {
namespace {

using testing::ElementsAre;

TEST(PaneTest, LinesComeInPieces) {
  Pane pane;
  EXPECT_TRUE(pane.empty());
  pane.Append("on");
  pane.Append("e\ntwo\nthr");
  EXPECT_THAT(pane.Last(10, 0), ElementsAre("one", "two", "thr"));
  pane.Append("ee\n");
  EXPECT_THAT(pane.Last(2, 0), ElementsAre("two", "three"));
  EXPECT_THAT(pane.Last(2, 1), ElementsAre("one", "two"));
  EXPECT_THAT(pane.Last(2, 9), ElementsAre());
}

TEST(PaneTest, OldLinesGo) {
  Pane pane;
  for (size_t i = 0; i < Pane::kMostLines + 5; ++i)
    pane.Append(std::to_string(i) + "\n");
  EXPECT_EQ(pane.size(), Pane::kMostLines);
  EXPECT_EQ(pane.Last(pane.size(), 0).front(), "5");
}

TEST(PaneTest, LinesAreFitForTheScreen) {
  Pane pane;
  pane.Append("\x1b[33mWARNING\x1b[0m\x1b]0;x\a\n" + std::string(100000, 'x'));
  EXPECT_EQ(pane.Last(2, 0)[0], "WARNING\\x1b]0;x\\x07");
  EXPECT_EQ(pane.Last(1, 0)[0].size(), 4096u);
}

}  // namespace
}  // namespace sonde::live
