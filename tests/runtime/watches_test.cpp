// Tests of src/runtime/watches.cpp: what is opened and given up, without a kernel that watches anything.
#include "runtime/watches.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sonde::runtime {
namespace {

class WatchesTest : public ::testing::Test {
 protected:
  Status Arm(uint64_t address, uint32_t probe = 0) {
    return ArmFor(static_cast<uint32_t>(getpid()), address, probe);
  }
  Status ArmFor(uint32_t process, uint64_t address, uint32_t probe = 0) {
    return watches_.Arm({address, process, probe}, how_, -1);
  }

  size_t room_ = 4;  // registers of the processor
  std::vector<uint64_t> opened_;
  bundle::MemoryTarget how_{0, 8, "w", 1};
  Watches watches_{-1, [this](const bundle::MemoryTarget& place, int) -> Result<std::vector<UniqueFd>> {
                     if (watches_.armed() >= room_) return Error("no register left");
                     opened_.push_back(place.address);
                     std::vector<UniqueFd> events;
                     events.emplace_back(open("/dev/null", O_RDONLY | O_CLOEXEC));
                     return events;
                   }};
};

TEST_F(WatchesTest, TheSameAddressCountsOnce) {
  EXPECT_TRUE(Arm(0x1000).ok());
  EXPECT_TRUE(Arm(0x1000).ok());
  EXPECT_TRUE(Arm(0x1008).ok());
  EXPECT_TRUE(Arm(0x1000, 2).ok()) << "for another watchpoint it is another one";
  EXPECT_EQ(opened_, (std::vector<uint64_t>{0x1000, 0x1008, 0x1000}));
}

TEST_F(WatchesTest, WhatFindsNoRoomIsToldAndCountedOnce) {
  room_ = 1;
  EXPECT_TRUE(Arm(0x1000, 3).ok());
  const Status refused = Arm(0x1008, 3);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().Text(), "0x1008: no register left");
  EXPECT_TRUE(Arm(0x1008, 3).ok());
  EXPECT_FALSE(Arm(0x1010, 3).ok());
  EXPECT_EQ(watches_.refused(3), 2U);
  EXPECT_EQ(watches_.refused(0), 0U);
}

TEST_F(WatchesTest, AnAddressThatIsGivenUpMakesRoom) {
  room_ = 1;
  EXPECT_TRUE(Arm(0x1000).ok());
  EXPECT_FALSE(Arm(0x1008).ok());
  watches_.Disarm(0x1000);
  EXPECT_EQ(watches_.armed(), 0U);
  EXPECT_TRUE(Arm(0x1008).ok());
  EXPECT_EQ(watches_.armed(), 1U);
}

TEST_F(WatchesTest, WhatIsNoAddressOfAProgramIsRefused) {
  EXPECT_EQ(Arm(0).error().Text(), "0x0: it is no address of a program");
  EXPECT_FALSE(Arm(0xffffffff81000000).ok());
  EXPECT_EQ(Arm(0x1001).error().Text(), "0x1001: it is no multiple of the length, 8");
  how_.mode = "x";
  EXPECT_TRUE(Arm(0x1003).ok());
}

TEST_F(WatchesTest, ProcessesThatHaveEndedGiveUpWhatTheyHad) {
  room_ = 1;
  int hold[2];
  ASSERT_EQ(pipe2(hold, O_CLOEXEC), 0);
  const pid_t child = fork();
  if (child == 0) {
    close(hold[1]);
    char word = 0;
    _exit(read(hold[0], &word, 1) == 0 ? 0 : 1);
  }
  close(hold[0]);
  EXPECT_TRUE(ArmFor(static_cast<uint32_t>(child), 0x1000).ok());
  watches_.Look();
  EXPECT_EQ(watches_.armed(), 1U);
  close(hold[1]);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(Arm(0x1008).ok()) << "the register of the process that has ended";
  EXPECT_EQ(watches_.armed(), 1U);
}

}  // namespace
}  // namespace sonde::runtime
