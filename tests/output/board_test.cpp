// Tests of the board between the session's thread and the server's.
#include "output/board.h"

#include <gtest/gtest.h>
#include <poll.h>

#include "values.h"

namespace sonde::output {
namespace {

bool Readable(int fd) {
  pollfd entry{fd, POLLIN, 0};
  return poll(&entry, 1, 0) == 1;
}

void Post(Board& board, bool last = false) {
  board.BeginSnapshot(last);
  board.SnapshotMap({"@a", false, Aggregation::Count, {{{}, Unsigned(3)}}});
  board.EndSnapshot();
}

TEST(BoardTest, NobodyLooksUntilSomebodyDoes) {
  Board board;
  EXPECT_FALSE(board.Wanted());
  board.WantUntil(MonotonicMs() + 60000);
  EXPECT_TRUE(board.Wanted());
  board.WantUntil(MonotonicMs());
  EXPECT_FALSE(board.Wanted());
}

TEST(BoardTest, SnapshotsStayAsTheyWere) {
  Board board;
  EXPECT_EQ(board.Newest(), nullptr);
  EXPECT_FALSE(Readable(board.changed_fd()));
  Post(board);
  EXPECT_TRUE(Readable(board.changed_fd()));
  const auto first = board.Newest();
  Post(board, true);
  EXPECT_EQ(first->number, 1u);
  EXPECT_FALSE(first->last);
  ASSERT_EQ(first->maps.size(), 1u);
  EXPECT_EQ(board.Newest()->number, 2u);
  EXPECT_TRUE(board.Newest()->last);
}

// Whoever misses a snapshot still sees that a map was cleared.
TEST(BoardTest, SnapshotsKnowHowOftenMapsWereCleared) {
  Board board;
  Post(board);
  EXPECT_TRUE(board.Newest()->clears.empty());
  board.MapCleared("@a");
  Post(board);
  Post(board);
  EXPECT_EQ(board.Newest()->clears.at("@a"), 1u);
  board.MapCleared("@a");
  Post(board);
  EXPECT_EQ(board.Newest()->clears.at("@a"), 2u);
}

}  // namespace
}  // namespace sonde::output
