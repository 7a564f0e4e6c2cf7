// RunShell and ReadBeginning against the machine's shell and files.
#include "runtime/shell.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include <fstream>

namespace sonde::runtime {
namespace {

using ::testing::HasSubstr;

TEST(Shell, BothStreamsInOrder) {
  const auto text = RunShell("echo one; echo two >&2; echo three");
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "one\ntwo\nthree\n");
}

TEST(Shell, MoreThanAPipeHolds) {
  const auto text = RunShell("head -c 300000 /dev/zero | tr '\\0' x");
  ASSERT_TRUE(text);
  EXPECT_EQ(text->size(), 300000U);
}

TEST(Shell, OtherCodesAndSignalsAreErrors) {
  EXPECT_THAT(RunShell("echo lost; exit 3").error().Text(), HasSubstr("command exited with code 3"));
  EXPECT_THAT(RunShell("kill -9 $$").error().Text(), HasSubstr("did not exit normally"));
}

TEST(Shell, ATerminalIsNotForTheCommandWhereOthersReadIt) {
  int master = -1, slave = -1;
  ASSERT_EQ(openpty(&master, &slave, nullptr, nullptr, nullptr), 0);
  const int kept = dup(STDIN_FILENO);
  dup2(slave, STDIN_FILENO);
  EXPECT_EQ(*RunShell("test -t 0 && echo terminal || echo none"), "terminal\n");
  EXPECT_EQ(*RunShell("test -t 0 && echo terminal || cat; echo end", ShellInput::NoTerminal), "end\n");
  dup2(kept, STDIN_FILENO);
  for (const int fd : {kept, master, slave})
    close(fd);
}

TEST(Shell, DoesNotWaitForTheBackground) {
  const auto text = RunShell("sleep 1000 & echo $!");
  ASSERT_TRUE(text);
  EXPECT_TRUE(RunShell("kill " + *text));
}

TEST(Shell, BeginningsOfFiles) {
  const std::string path = ::testing::TempDir() + "shell_test.beginning";
  std::ofstream(path) << "0123456789";
  EXPECT_EQ(*ReadBeginning(path, 4), "0123");
  EXPECT_EQ(*ReadBeginning(path, 100), "0123456789");
  EXPECT_EQ(*ReadBeginning(::testing::TempDir(), 100), "");
  EXPECT_THAT(ReadBeginning(path + ".no", 1).error().Text(), HasSubstr("(No such file or directory)"));
}

}  // namespace
}  // namespace sonde::runtime
