// Tests of the process that closes probes: it holds what it was given until this process has gone, no longer,
// and nothing else.
#include "runtime/teardown.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace sonde::runtime {
namespace {

constexpr int kSoonMs = 10000;

// A process of this test, and what it left behind.
class TeardownTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(pipe2(kept_, O_CLOEXEC), 0);
    ASSERT_EQ(pipe2(other_, O_CLOEXEC), 0);
    ASSERT_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);  // what is left behind becomes a child of this process
    stop_ = static_cast<uint64_t*>(
        mmap(nullptr, sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  }
  void TearDown() override {
    munmap(stop_, sizeof(uint64_t));
    close(kept_[0]);
    close(other_[0]);
    prctl(PR_SET_CHILD_SUBREAPER, 0);
  }

  // In a new process: `act(closer)` with kept_[1] given to the closer; ends when it returns.
  template <typename Act>
  void Start(Act act) {
    pid_ = fork();
    if (pid_ != 0) {
      close(kept_[1]);
      close(other_[1]);
      return;
    }
    std::unique_ptr<Closer> closer = Closer::Start();
    if (closer == nullptr) _exit(1);
    closer->SetStopWord(stop_);
    closer->Add(kept_[1]);
    act(closer);
    _exit(0);
  }
  int Wait() const {
    int status = 0;
    EXPECT_EQ(waitpid(pid_, &status, 0), pid_);
    return status;
  }
  // Waits for the closer.
  static void Reap() {
    EXPECT_GT(waitpid(-1, nullptr, __WALL), 0);
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG | __WALL), -1) << "nothing else may be left";
  }
  static bool Closed(int fd, int milliseconds) {
    pollfd wait{fd, POLLIN, 0};
    return poll(&wait, 1, milliseconds) == 1;
  }
  // The closer, a child of `parent`.
  static std::string FolderOf(pid_t parent) {
    const std::string id = std::to_string(parent);
    std::ifstream list("/proc/" + id + "/task/" + id + "/children");
    std::string child;
    list >> child;
    return "/proc/" + child;
  }
  static std::string Link(const std::string& path) {
    std::error_code problem;
    return std::filesystem::read_symlink(path, problem);
  }

  int kept_[2] = {-1, -1}, other_[2] = {-1, -1};
  uint64_t* stop_ = nullptr;
  pid_t pid_ = -1;
};

TEST_F(TeardownTest, HoldsUntilTheProcessIsKilled) {
  Start([](auto&) { pause(); });
  EXPECT_FALSE(Closed(kept_[0], 100));
  EXPECT_EQ(*stop_, 0U);
  kill(pid_, SIGKILL);
  EXPECT_TRUE(WIFSIGNALED(Wait()));
  EXPECT_TRUE(Closed(kept_[0], kSoonMs));
  EXPECT_TRUE(Closed(other_[0], kSoonMs));
  Reap();
  EXPECT_EQ(*stop_, 1U) << "programs must be told to stop";
}

TEST_F(TeardownTest, TakesOverAtTheEnd) {
  int go[2];
  ASSERT_EQ(pipe(go), 0);
  Start([&](auto& closer) {
    closer.reset();  // from here on this process' copies cost nothing
    close(kept_[1]);
    char byte = 0;
    if (read(go[0], &byte, 1) != 1) _exit(2);
  });
  EXPECT_FALSE(Closed(kept_[0], 200)) << "the other process must hold it while this one lives";
  const std::string folder = FolderOf(pid_);
  for (int i = 0; i < 1000 && Link(folder + "/exe").find("memfd") == std::string::npos; ++i)
    usleep(10000);
  EXPECT_EQ(Link(folder + "/cwd"), "/");
  EXPECT_NE(Link(folder + "/exe").find("memfd"), std::string::npos) << "no executable may stay in use";
  EXPECT_EQ(Link(folder + "/fd/1"), "") << "no stream of the user's may stay open";
  ASSERT_EQ(write(go[1], "x", 1), 1);
  EXPECT_EQ(Wait(), 0);
  EXPECT_TRUE(Closed(kept_[0], kSoonMs));
  EXPECT_EQ(*stop_, 0U) << "nobody may write to memory that its owner has given up";
  Reap();
  close(go[0]);
  close(go[1]);
}

TEST_F(TeardownTest, OutputEndsWithTheProcess) {
  Start([](auto&) {});
  EXPECT_EQ(Wait(), 0);
  EXPECT_TRUE(Closed(other_[0], kSoonMs)) << "who reads the output must see its end";
  Reap();
}

TEST_F(TeardownTest, SignalsDoNotConcernIt) {
  Start([](auto&) { pause(); });
  std::string folder = FolderOf(pid_);
  for (int i = 0; i < 1000 && folder == "/proc/"; ++i) {
    usleep(10000);
    folder = FolderOf(pid_);
  }
  const pid_t closer = std::stoi(folder.substr(6));
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT})
    EXPECT_EQ(kill(closer, signal), 0);
  usleep(50000);
  EXPECT_EQ(kill(closer, 0), 0);
  EXPECT_FALSE(Closed(kept_[0], 0));
  kill(pid_, SIGKILL);
  Wait();
  EXPECT_TRUE(Closed(kept_[0], kSoonMs));
  Reap();
}

}  // namespace
}  // namespace sonde::runtime
