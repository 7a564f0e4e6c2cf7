// Tests of the stream: it never waits for its reader, and counts what cannot be written.
#include "output/stream.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>

namespace sonde::output {
namespace {

class PipeTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(pipe2(ends_, O_CLOEXEC), 0);
    ASSERT_GT(fcntl(ends_[1], F_SETPIPE_SZ, 4096), 0);
    old_ = std::signal(SIGPIPE, SIG_IGN);
  }
  void TearDown() override {
    CloseReader();
    close(ends_[1]);
    std::signal(SIGPIPE, old_);
  }
  void CloseReader() {
    if (ends_[0] >= 0) close(ends_[0]);
    ends_[0] = -1;
  }
  // What is in the pipe now.
  std::string Read() {
    std::string all;
    pollfd wait{ends_[0], POLLIN, 0};
    char bytes[4096];
    while (poll(&wait, 1, 0) == 1 && (wait.revents & POLLIN) != 0) {
      const ssize_t got = read(ends_[0], bytes, sizeof(bytes));
      if (got <= 0) break;
      all.append(bytes, static_cast<size_t>(got));
    }
    return all;
  }

  int ends_[2] = {-1, -1};
  void (*old_)(int) = SIG_DFL;
};

const std::string kLine = std::string(99, 'x') + "\n";

TEST_F(PipeTest, WhatFitsIsWrittenTheRestWaits) {
  Stream stream(ends_[1], Buffering::Line);
  for (int i = 0; i < 100; ++i)
    stream.Append(kLine);
  stream.EndBatch();
  EXPECT_TRUE(stream.blocked());
  EXPECT_FALSE(stream.full());
  std::string all = Read();
  EXPECT_EQ(all.size(), 4096U);
  while (all.size() < 10000U) {
    stream.EndBatch();
    const std::string more = Read();
    ASSERT_FALSE(more.empty());
    all += more;
  }
  EXPECT_FALSE(stream.blocked());
  EXPECT_EQ(all.size(), 10000U);
  EXPECT_EQ(stream.lost_records(), 0U);
}

TEST_F(PipeTest, ThePipeItselfStaysBlocking) {
  const Stream stream(ends_[1], Buffering::Line);
  EXPECT_EQ(fcntl(ends_[1], F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(fcntl(stream.fd(), F_GETFL) & O_NONBLOCK, 0);
}

TEST_F(PipeTest, FullWhenMuchWaits) {
  Stream stream(ends_[1], Buffering::Line);
  for (int i = 0; i < 20000; ++i)
    stream.Append(kLine);
  EXPECT_TRUE(stream.full());
}

TEST_F(PipeTest, GivesUpAndCountsWholeRecords) {
  Stream stream(ends_[1], Buffering::Line);
  for (int i = 0; i < 100; ++i)
    stream.Append(kLine);
  EXPECT_EQ(stream.FlushWithin(20, -1), Stream::Delivery::GaveUp);
  stream.Drop();
  EXPECT_EQ(stream.lost_records(), 60U) << "40 of 100 bytes fit into 4096 bytes; the 41st is cut";
  EXPECT_EQ(stream.lost_bytes(), 10000U - 4096U);
  EXPECT_FALSE(stream.blocked());
  EXPECT_EQ(stream.error(), 0);
}

TEST_F(PipeTest, CountsRecordsAcrossCompaction) {
  Stream stream(ends_[1], Buffering::Line);
  constexpr int kRecords = 40000;  // 4 MB: what is written is removed from the front now and then
  size_t read_bytes = 0;
  for (int i = 0; i < kRecords; ++i)
    stream.Append(kLine);
  while (read_bytes < 2500000) {
    stream.Flush();
    read_bytes += Read().size();
  }
  stream.Flush();
  stream.Drop();
  read_bytes += Read().size();
  EXPECT_EQ(stream.lost_bytes() + read_bytes, kRecords * kLine.size());
  EXPECT_EQ(stream.lost_records() + read_bytes / kLine.size(), uint64_t{kRecords});
}

TEST_F(PipeTest, WaitsForASlowReader) {
  Stream stream(ends_[1], Buffering::Full);
  for (int i = 0; i < 400; ++i)
    stream.Append(kLine);
  size_t got = 0;
  std::thread reader([&] {
    char bytes[1000];
    while (got < 40000) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      got += static_cast<size_t>(std::max<ssize_t>(read(ends_[0], bytes, sizeof(bytes)), 0));
    }
  });
  EXPECT_EQ(stream.FlushWithin(-1, -1), Stream::Delivery::Complete);
  reader.join();
  EXPECT_EQ(got, 40000U);
  EXPECT_EQ(stream.lost_records(), 0U);
}

TEST_F(PipeTest, AnInterruptEndsTheWaiting) {
  int interrupt[2];
  ASSERT_EQ(pipe(interrupt), 0);
  ASSERT_EQ(write(interrupt[1], "x", 1), 1);
  Stream stream(ends_[1], Buffering::Full);
  stream.Append(std::string(10000, 'x'));
  EXPECT_EQ(stream.FlushWithin(-1, interrupt[0]), Stream::Delivery::Interrupted);
  close(interrupt[0]);
  close(interrupt[1]);
}

TEST_F(PipeTest, WithoutAReaderEverythingIsLost) {
  Stream stream(ends_[1], Buffering::None);
  stream.Append("one\n");
  CloseReader();
  stream.Append("two\n");
  stream.Append("three\n");
  EXPECT_EQ(stream.error(), EPIPE);
  EXPECT_EQ(stream.lost_records(), 2U);
  EXPECT_EQ(stream.lost_bytes(), 10U);
}

TEST(StreamTest, ADeviceWithoutRoom) {
  const int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
  Stream stream(fd, Buffering::Line);
  stream.Append("a\n");
  stream.Append("no newline");
  stream.EndBatch();
  EXPECT_EQ(stream.error(), ENOSPC);
  stream.Append("later\n");
  EXPECT_EQ(stream.lost_records(), 3U);
  EXPECT_EQ(stream.lost_bytes(), 18U);
  close(fd);
}

TEST(StreamTest, ASocketThatIsFull) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  Stream stream(ends[1], Buffering::Full);
  for (int i = 0; i < 100; ++i)
    stream.Append(std::string(100000, 'x'));
  EXPECT_EQ(stream.FlushWithin(10, -1), Stream::Delivery::GaveUp);
  EXPECT_EQ(fcntl(ends[1], F_GETFL) & O_NONBLOCK, 0);
  close(ends[0]);
  close(ends[1]);
}

std::string ReadNow(int fd) {
  char bytes[256];
  const ssize_t got = read(fd, bytes, sizeof(bytes));
  return got > 0 ? std::string(bytes, static_cast<size_t>(got)) : "";
}

TEST(StreamModesTest, Buffering) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_NONBLOCK), 0);
  Stream line(ends[1], Buffering::Line);
  line.Append("a\nb");
  EXPECT_EQ(ReadNow(ends[0]), "");
  line.EndBatch();
  EXPECT_EQ(ReadNow(ends[0]), "a\n");
  line.Flush();
  EXPECT_EQ(ReadNow(ends[0]), "b");
  Stream none(ends[1], Buffering::None);
  none.Append("x");
  EXPECT_EQ(ReadNow(ends[0]), "x");
  Stream full(ends[1], Buffering::Full);
  full.Append("y\n");
  full.EndBatch();
  EXPECT_EQ(ReadNow(ends[0]), "");
  full.Flush();
  EXPECT_EQ(ReadNow(ends[0]), "y\n");
  EXPECT_FALSE(line.is_terminal());
  close(ends[0]);
  close(ends[1]);
}

TEST(StreamModesTest, Diverted) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_NONBLOCK), 0);
  Stream stream(ends[1], Buffering::Line);
  stream.Append("before\n");
  stream.EndBatch();
  std::string other;
  stream.Divert([&](std::string_view text) { other += text; });
  stream.Append("a\nb");
  stream.EndBatch();
  EXPECT_EQ(other, "a\n");
  EXPECT_FALSE(stream.blocked());
  stream.Divert(nullptr);
  stream.Append("c\n");
  stream.EndBatch();
  EXPECT_EQ(ReadNow(ends[0]), "before\nbc\n");
  EXPECT_EQ(stream.lost_records(), 0U);
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace sonde::output
