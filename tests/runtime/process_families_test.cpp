// Tests of families of processes on the running kernel: who belongs to one, when one has ended, a map that is
// too small.
#include "runtime/process_families.h"

#include <bpf/bpf.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <thread>

#include "bpf_allowed.h"
#include "defs/process_families.h"

namespace sonde::runtime {
namespace {

constexpr unsigned kFamily = 3;

class ProcessFamiliesTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!MayLoadBpf()) GTEST_SKIP() << "BPF may not be loaded here";
    ASSERT_EQ(pipe(ready_), 0);
  }
  void TearDown() override {
    for (const pid_t child : children_) {
      kill(child, SIGKILL);
      waitpid(child, nullptr, 0);
    }
  }

  void Open(uint32_t most = 1024) {
    auto families = ProcessFamilies::Open(most);
    ASSERT_TRUE(families) << families.error().Text();
    families_ = std::move(*families);
  }

  // Waits for its parent's end, after it has told that it is there.
  void Stay() const {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    Tell();
    pause();
  }
  void Tell() const { ASSERT_EQ(write(ready_[1], "x", 1), 1); }
  void Await(int processes) const {
    char byte = 0;
    for (int i = 0; i < processes; ++i)
      ASSERT_EQ(read(ready_[0], &byte, 1), 1);
  }
  pid_t Start(const std::function<void()>& run) {
    const pid_t child = fork();
    if (child == 0) {
      run();
      _exit(0);
    }
    children_.push_back(child);
    return child;
  }
  void End(pid_t child) {
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    std::erase(children_, child);
  }

  // Tasks of the family that the map has, those that have ended included.
  [[nodiscard]] int Members(unsigned family = kFamily) const {
    int members = 0;
    uint64_t key = 0, next = 0, known = 0;
    const void* from = nullptr;
    while (bpf_map_get_next_key(families_->map(), from, &next) == 0) {
      key = next;
      from = &key;
      if (bpf_map_lookup_elem(families_->map(), &key, &known) == 0) members += (known >> family) & 1;
    }
    return members;
  }
  // The kernel forgets tasks some time after they have been waited for.
  [[nodiscard]] bool BecomesTrue(const std::function<bool()>& condition) const {
    for (int i = 0; i < 6000 && !condition(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return condition();
  }

  std::unique_ptr<ProcessFamilies> families_;
  int ready_[2] = {-1, -1};
  std::vector<pid_t> children_;
};

TEST_F(ProcessFamiliesTest, WhatIsThereAndWhatComes) {
  ASSERT_NO_FATAL_FAILURE(Open());
  int go[2];
  ASSERT_EQ(pipe(go), 0);
  const pid_t root = Start([&] {
    if (fork() == 0) {
      if (fork() == 0) Stay();
      Stay();
    }
    std::thread([this] { Stay(); }).detach();
    Tell();
    char byte = 0;
    if (read(go[0], &byte, 1) != 1) return;
    if (fork() == 0) Stay();
    Tell();
    pause();
  });
  Await(4);
  auto entered = families_->Enter(root, kFamily);
  ASSERT_TRUE(entered) << entered.error().Text();
  EXPECT_TRUE(*entered);
  EXPECT_EQ(Members(), 2);  // the process has two threads
  ASSERT_TRUE(families_->Settle());
  EXPECT_EQ(Members(), 4);
  EXPECT_EQ(Members(kFamily + 1), 0);
  ASSERT_EQ(write(go[1], "x", 1), 1);
  Await(2);
  EXPECT_EQ(Members(), 5);
  EXPECT_FALSE(families_->Ended(kFamily));
  EXPECT_TRUE(families_->Ended(kFamily + 1));
  End(root);  // all others die with their parents
  EXPECT_TRUE(BecomesTrue([this] { return families_->Ended(kFamily); }));
  EXPECT_TRUE(BecomesTrue([this] { return Members() == 0; }));
  EXPECT_EQ(families_->lost(), 0U);
}

TEST_F(ProcessFamiliesTest, OrphansStay) {
  ASSERT_NO_FATAL_FAILURE(Open());
  int go[2];
  ASSERT_EQ(pipe(go), 0);
  const pid_t root = Start([&] {
    char byte = 0;
    if (read(go[0], &byte, 1) != 1) return;
    if (fork() != 0) return;
    if (fork() != 0) _exit(0);
    Tell();
    sleep(1);  // nobody's child that can be killed: it ends by itself
  });
  ASSERT_TRUE(families_->Enter(root, kFamily));
  ASSERT_TRUE(families_->Settle());
  ASSERT_EQ(write(go[1], "x", 1), 1);
  Await(1);
  End(root);
  EXPECT_FALSE(families_->Ended(kFamily));
  EXPECT_TRUE(BecomesTrue([this] { return families_->Ended(kFamily); }));
}

TEST_F(ProcessFamiliesTest, FamiliesInFamilies) {
  ASSERT_NO_FATAL_FAILURE(Open());
  int inner[2];
  ASSERT_EQ(pipe(inner), 0);
  const pid_t outer = Start([&] {
    const pid_t child = fork();
    if (child == 0) {
      if (fork() == 0) Stay();
      Stay();
    }
    ASSERT_EQ(write(inner[1], &child, sizeof(child)), static_cast<ssize_t>(sizeof(child)));
    Stay();
  });
  Await(3);
  pid_t child = 0;
  ASSERT_EQ(read(inner[0], &child, sizeof(child)), static_cast<ssize_t>(sizeof(child)));
  ASSERT_TRUE(families_->Enter(child, 1));
  ASSERT_TRUE(families_->Enter(outer, 2));
  ASSERT_TRUE(families_->Settle());
  EXPECT_EQ(Members(1), 2);
  EXPECT_EQ(Members(2), 3);
}

TEST_F(ProcessFamiliesTest, ManyShortOnesLeaveNothingBehind) {
  ASSERT_NO_FATAL_FAILURE(Open(512));  // far fewer than come, and enough for those of a slow grace period
  constexpr int kChildren = 2000;
  int go[2];
  ASSERT_EQ(pipe(go), 0);
  const pid_t root = Start([&] {
    char byte = 0;
    if (read(go[0], &byte, 1) != 1) return;
    for (int i = 0; i < kChildren; ++i) {
      const pid_t child = vfork();
      if (child == 0) _exit(0);
      waitpid(child, nullptr, 0);
      if (i % 16 == 0) usleep(20000);  // the kernel forgets them after a grace period
    }
    Tell();
  });
  ASSERT_TRUE(families_->Enter(root, kFamily));
  ASSERT_TRUE(families_->Settle());
  ASSERT_EQ(write(go[1], "x", 1), 1);
  Await(1);
  EXPECT_TRUE(BecomesTrue([this] { return Members() <= 1; })) << Members();
  EXPECT_EQ(families_->lost(), 0U);
  EXPECT_TRUE(BecomesTrue([this] { return families_->Ended(kFamily); }));
}

TEST_F(ProcessFamiliesTest, CountsThoseWithoutRoom) {
  ASSERT_NO_FATAL_FAILURE(Open(2));
  const pid_t root = Start([this] {
    for (int i = 0; i < 4; ++i) {
      if (fork() == 0) Stay();
    }
    Stay();
  });
  Await(5);
  ASSERT_TRUE(families_->Enter(root, kFamily));
  ASSERT_TRUE(families_->Settle());
  EXPECT_GE(families_->lost(), 3U);
}

TEST_F(ProcessFamiliesTest, ProcessesThatAreNot) {
  ASSERT_NO_FATAL_FAILURE(Open());
  auto entered = families_->Enter(0x3fffff, kFamily);
  ASSERT_TRUE(entered) << entered.error().Text();
  EXPECT_FALSE(*entered);
  EXPECT_TRUE(families_->Ended(kFamily));
}

}  // namespace
}  // namespace sonde::runtime
