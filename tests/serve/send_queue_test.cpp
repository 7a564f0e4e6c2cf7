// Tests of what waits to be sent.
#include "serve/send_queue.h"

#include <gtest/gtest.h>

namespace sonde::serve {
namespace {

OtlpRequest Request(size_t points, size_t bytes = 10) {
  return {std::string(bytes, static_cast<char>('a' + points % 26)), points};
}

// Every point is somewhere.
void ExpectAllCounted(const SendQueue& queue, uint64_t waiting) {
  EXPECT_EQ(queue.made(), queue.taken() + queue.loss().not_sent + queue.loss().rejected + waiting);
}

TEST(SendQueueTest, TakenInOrder) {
  SendQueue queue(1);
  queue.Add(Request(2)), queue.Add(Request(3));
  EXPECT_EQ(queue.Begin()->front(), 'c');
  EXPECT_TRUE(queue.Done({200, "{}"}, 0));
  EXPECT_EQ(queue.Begin()->front(), 'd');
  EXPECT_TRUE(queue.Done({204, ""}, 0));
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.taken(), 5u);
  ExpectAllCounted(queue, 0);
}

TEST(SendQueueTest, WaitsLongerEachTime) {
  for (const int status : {0, 429, 502, 503, 504}) {
    SendQueue queue(7);
    queue.Add(Request(1));
    for (const uint64_t most : {1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000}) {
      queue.Begin();
      EXPECT_FALSE(queue.Done({status}, 500));
      EXPECT_LE(queue.WaitMs(500), most);
      EXPECT_GT(queue.WaitMs(500), most / 2 - 1);
    }
    ExpectAllCounted(queue, 1);
  }
}

TEST(SendQueueTest, OthersAreNotTriedAgain) {
  for (const int status : {301, 400, 401, 404, 413, 500, 501}) {
    SendQueue queue(1);
    queue.Add(Request(4));
    queue.Begin();
    EXPECT_TRUE(queue.Done({status}, 0));
    EXPECT_TRUE(queue.empty());
    EXPECT_EQ(queue.loss().rejected, 4u);
    ExpectAllCounted(queue, 0);
  }
}

TEST(SendQueueTest, WaitsAsLongAsItIsTold) {
  SendQueue queue(1);
  queue.Add(Request(1));
  queue.Begin();
  queue.Done({503, "", 30000}, 100);
  EXPECT_EQ(queue.WaitMs(100), 30000u);
  queue.Hurry(200);
  EXPECT_EQ(queue.WaitMs(200), 29900u);
}

TEST(SendQueueTest, TheEndHurries) {
  SendQueue queue(1);
  queue.Add(Request(1));
  queue.Begin();
  queue.Done({0}, 0);
  EXPECT_GT(queue.WaitMs(0), 0u);
  queue.Hurry(0);
  EXPECT_EQ(queue.WaitMs(0), 0u);
  queue.Begin();
  queue.Done({0}, 0);
  EXPECT_EQ(queue.WaitMs(0), 100u);
  queue.GiveUp();
  EXPECT_EQ(queue.loss().not_sent, 1u);
  ExpectAllCounted(queue, 0);
}

TEST(SendQueueTest, OldestMakeRoomButNotWhatIsUnderWay) {
  SendQueue queue(1);
  queue.Add(Request(100));
  queue.Begin();
  for (size_t i = 1; i <= SendQueue::kMostRequests + 4; ++i)
    queue.Add(Request(i));
  EXPECT_EQ(queue.loss().not_sent, 1u + 2 + 3 + 4 + 5);
  queue.Done({200}, 0);
  EXPECT_EQ(queue.taken(), 100u);
  EXPECT_EQ(queue.Begin()->front(), 'a' + 6);
}

TEST(SendQueueTest, BytesAreBounded) {
  SendQueue queue(1);
  for (int i = 0; i < 5; ++i)
    queue.Add(Request(1, SendQueue::kMostBytes / 3));
  EXPECT_EQ(queue.loss().not_sent, 2u);
  queue.Add(Request(1, SendQueue::kMostBytes * 2));
  EXPECT_EQ(queue.loss().not_sent, 5u);
  ExpectAllCounted(queue, 1);
}

TEST(SendQueueTest, PartsAreCounted) {
  SendQueue queue(1);
  queue.Add(Request(10)), queue.Add(Request(10));
  queue.Begin();
  queue.Done({200, R"({"partialSuccess":{"rejectedDataPoints":"4"}})"}, 0);
  queue.Begin();
  queue.Done({200, R"({"partialSuccess":{"rejectedDataPoints":400}})"}, 0);
  EXPECT_EQ(queue.loss().rejected, 14u);
  ExpectAllCounted(queue, 0);
}

TEST(SendQueueTest, RejectedPointsOfAnswers) {
  EXPECT_EQ(RejectedPoints(""), 0u);
  EXPECT_EQ(RejectedPoints("{}"), 0u);
  EXPECT_EQ(RejectedPoints(R"({"partialSuccess": {"rejectedDataPoints" : "12" , "errorMessage": ""}})"), 12u);
  EXPECT_EQ(RejectedPoints(R"({"partialSuccess":{"errorMessage":"\"rejectedDataPoints\": 9"}})"), 0u);
}

TEST(SendQueueTest, RetryAfter) {
  EXPECT_EQ(ParseRetryAfter("2", 0), 2000u);
  EXPECT_EQ(ParseRetryAfter("99999999999999999999", 0), 3600000u);
  EXPECT_EQ(ParseRetryAfter("Thu, 01 Jan 1970 00:01:00 GMT", 50), 10000u);
  EXPECT_EQ(ParseRetryAfter("Thu, 01 Jan 1970 00:01:00 GMT", 500), 0u);
  EXPECT_EQ(ParseRetryAfter("soon", 0), std::nullopt);
  EXPECT_EQ(ParseRetryAfter("", 0), std::nullopt);
  EXPECT_EQ(ParseRetryAfter(nullptr, 0), std::nullopt);
}

}  // namespace
}  // namespace sonde::serve
