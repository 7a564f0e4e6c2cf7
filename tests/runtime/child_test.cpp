// Tests of the -c child: held, released, ended, found along PATH.
#include "runtime/child.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <csignal>
#include <fstream>
#include <string>

#include <poll.h>
#include <pty.h>
#include <unistd.h>

#include "runtime/target_processes.h"

namespace sonde::runtime {
namespace {

bool Ended(const Child& child, int milliseconds) {
  pollfd wait{child.pidfd(), POLLIN, 0};
  return poll(&wait, 1, milliseconds) == 1;
}

std::vector<std::string> Words(const std::string& command) {
  auto words = SplitCommand(command);
  return words ? *words : std::vector<std::string>{"error: " + words.error().Text()};
}

TEST(ChildTest, SplitsAsAShellWould) {
  using testing::ElementsAre;
  EXPECT_THAT(Words("a b  c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Words(" \ta\n b "), ElementsAre("a", "b"));
  EXPECT_THAT(Words(""), ElementsAre(""));
  EXPECT_THAT(Words(R"(sh -c "echo hi there")"), ElementsAre("sh", "-c", "echo hi there"));
  EXPECT_THAT(Words(R"(sh -c 'echo "x  y"; exit 3')"), ElementsAre("sh", "-c", R"(echo "x  y"; exit 3)"));
  EXPECT_THAT(Words(R"(a'b c'"d e"f)"), ElementsAre("ab cd ef"));
  EXPECT_THAT(Words(R"(p '' "" x)"), ElementsAre("p", "", "", "x"));
  EXPECT_THAT(Words(R"(a\ b \'c\" d\)"), ElementsAre("a b", "'c\"", "d\\"));
  EXPECT_THAT(Words(R"("a\"b\\c\d\$e" '\x')"), ElementsAre(R"(a"b\c\d$e)", R"(\x)"));
  EXPECT_THAT(Words("a\\\nb \"c\\\nd\""), ElementsAre("ab", "cd"));
}

TEST(ChildTest, NothingIsExpanded) {
  EXPECT_THAT(Words("echo $HOME * ~ `id` $(id) | cat > x; y & #z"),
              testing::ElementsAre("echo", "$HOME", "*", "~", "`id`", "$(id)", "|", "cat", ">", "x;", "y",
                                   "&", "#z"));
}

TEST(ChildTest, QuotesMustBeClosed) {
  for (const char* command : {"echo 'a", "echo \"a\\\"", "a b'"}) {
    EXPECT_THAT(Words(command)[0], testing::HasSubstr("that is not closed")) << command;
  }
}

TEST(ChildTest, FindsExecutables) {
  EXPECT_EQ(*FindExecutable("/bin/true", nullptr), "/bin/true");
  EXPECT_TRUE(FindExecutable("true", "/nonexistent:/bin:/usr/bin").ok());
  EXPECT_EQ(FindExecutable("/no/such", nullptr).error().Text(),
            "Failed to fork child: Path '/no/such' does not exist or is not executable (No such file or "
            "directory)");
  EXPECT_FALSE(FindExecutable("no-such-program", "/bin").ok());
  EXPECT_FALSE(FindExecutable("/tmp", nullptr).ok());
}

TEST(TargetProcessesTest, EndWithTheLast) {
  auto first = Child::Start("/bin/sh -c exit");
  auto second = Child::Start("/bin/sh -c exit");
  ASSERT_TRUE(first.ok() && second.ok());
  TargetProcesses targets;
  ASSERT_TRUE(targets.Open({(*first)->pid(), (*second)->pid()}).ok());
  const auto ended = [&targets](int milliseconds) {
    targets.Look();
    pollfd wait{targets.fd(), POLLIN, 0};
    return poll(&wait, 1, milliseconds) == 1;
  };
  EXPECT_FALSE(ended(10));
  (*first)->Release();
  ASSERT_TRUE(Ended(**first, 5000));
  EXPECT_FALSE(ended(10));
  (*second)->Release();
  ASSERT_TRUE(Ended(**second, 5000));
  EXPECT_TRUE(ended(10));
}

TEST(TargetProcessesTest, MustExist) {
  TargetProcesses targets;
  EXPECT_EQ(targets.fd(), -1);
  const Status status = targets.Open({getpid(), 0x3fffff});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().Text(), "Failed to attach to pid: Unable to open pidfd (No such process)");
  EXPECT_THAT(status.error().hints, testing::ElementsAre("-p 4194303: no process has this number"));
  EXPECT_FALSE(TargetProcesses().Open(std::vector<int>(65, getpid())).ok());
}

// What it has to set up is behind it: here, that it does not ignore what the tracer ignores.
TEST(ChildTest, IsReadyWhenItWaits) {
  const auto before = signal(SIGXFSZ, SIG_IGN);
  for (int i = 0; i < 20; ++i) {
    auto child = Child::Start("/bin/true");
    ASSERT_TRUE(child.ok());
    (*child)->AwaitReady();
    std::ifstream status("/proc/" + std::to_string((*child)->pid()) + "/status");
    std::string word, ignored;
    while (status >> word && word != "SigIgn:") {
    }
    status >> ignored;
    EXPECT_EQ(std::stoull(ignored, nullptr, 16) >> (SIGXFSZ - 1) & 1, 0U) << ignored;
  }
  signal(SIGXFSZ, before);
}

TEST(ChildTest, WaitsUntilReleased) {
  auto child = Child::Start("/bin/sh -c exit");
  ASSERT_TRUE(child.ok()) << child.error().Text();
  EXPECT_FALSE(Ended(**child, 30));
  (*child)->Release();
  EXPECT_TRUE(Ended(**child, 5000));
  EXPECT_EQ((*child)->Reap(), "Child exited with code: 0");
  EXPECT_EQ((*child)->Reap(), "");
}

TEST(ChildTest, EndsWithItsOwner) {
  auto child = Child::Start("sleep 1000");
  ASSERT_TRUE(child.ok());
  (*child)->Release();
  usleep(50000);
  (*child)->Terminate();
  EXPECT_EQ((*child)->Reap(), "Child terminated by signal: 15");
  auto held = Child::Start("sleep 1000");
  ASSERT_TRUE(held.ok());
  held->reset();  // does not hang
}

TEST(ChildTest, TargetMustExist) {
  EXPECT_TRUE(OpenTarget(getpid()).ok());
  EXPECT_EQ(OpenTarget(0x3fffff).error().Text(),
            "Failed to attach to pid: Unable to open pidfd (No such process)");
}

// Started where standard streams are those of a terminal.
Result<std::unique_ptr<Child>> StartOn(int terminal, const std::string& command) {
  int kept[3];
  for (int stream = 0; stream < 3; ++stream) {
    kept[stream] = dup(stream);
    dup2(terminal, stream);
  }
  auto child = Child::Start(command, Child::Terminal::Taken);
  for (int stream = 0; stream < 3; ++stream) {
    dup2(kept[stream], stream);
    close(kept[stream]);
  }
  return child;
}

// What it prints is taken, and it reads nothing.
TEST(ChildTest, LeavesTheTerminalAlone) {
  int master = -1, slave = -1;
  ASSERT_EQ(openpty(&master, &slave, nullptr, nullptr, nullptr), 0);
  auto child = StartOn(slave, "sh -c 'echo out; echo err >&2; cat; echo done'");
  ASSERT_TRUE(child);
  EXPECT_EQ((*child)->TakeOutput(), "");
  (*child)->Release();
  ASSERT_TRUE(Ended(**child, 10000));
  EXPECT_GE((*child)->output_fd(), 0);
  EXPECT_EQ((*child)->TakeOutput(), "out\nerr\ndone\n");
  EXPECT_EQ((*child)->output_fd(), -1);
  pollfd wait{master, POLLIN, 0};
  EXPECT_EQ(poll(&wait, 1, 0), 0);
  close(slave);
  close(master);
}

// Whoever takes it has other things to do in between.
TEST(ChildTest, TakesNoMoreAtOnceThanAPipeHolds) {
  int master = -1, slave = -1;
  ASSERT_EQ(openpty(&master, &slave, nullptr, nullptr, nullptr), 0);
  auto child = StartOn(slave, "yes");
  ASSERT_TRUE(child);
  (*child)->Release();
  for (int i = 0; i < 100; ++i) {
    pollfd wait{(*child)->output_fd(), POLLIN, 0};
    ASSERT_EQ(poll(&wait, 1, 10000), 1);
    const std::string text = (*child)->TakeOutput();
    EXPECT_FALSE(text.empty());
    EXPECT_LE(text.size(), Child::kOutputRoom);
  }
  close(slave);
  close(master);
}

}  // namespace
}  // namespace sonde::runtime
