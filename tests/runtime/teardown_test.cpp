// Tests of handing descriptors to a helper: they stay open until this process has gone, no longer.
#include "runtime/teardown.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

namespace sonde::runtime {
namespace {

TEST(TeardownTest, HelperOutlivesTheProcessOnlyBriefly) {
  int kept[2], other[2];
  ASSERT_EQ(pipe2(kept, O_CLOEXEC), 0);
  ASSERT_EQ(pipe2(other, O_CLOEXEC), 0);
  const pid_t pid = fork();
  if (pid == 0) {
    const bool done = HandOver({kept[1]});
    close(kept[1]);
    usleep(100000);
    _exit(done ? 0 : 1);
  }
  close(kept[1]);
  close(other[1]);
  pollfd wait{kept[0], POLLIN, 0};
  EXPECT_EQ(poll(&wait, 1, 50), 0) << "the helper must hold the descriptor while its parent lives";
  int status = 0;
  ASSERT_EQ(waitpid(pid, &status, 0), pid);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(poll(&wait, 1, 5000), 1) << "the helper must end after its parent";
  pollfd not_kept{other[0], POLLIN, 0};
  EXPECT_EQ(poll(&not_kept, 1, 0), 1) << "the helper must hold nothing else";
  close(kept[0]);
  close(other[0]);
}

}  // namespace
}  // namespace sonde::runtime
