// Tests of src/base/interrupt.h.
#include "base/interrupt.h"

#include <gtest/gtest.h>

#include <csignal>

namespace sonde {
namespace {

TEST(StopPending, SeesASignalThatWaits) {
  sigset_t set;
  sigset_t old;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigprocmask(SIG_BLOCK, &set, &old);
  EXPECT_FALSE(StopPending());
  raise(SIGTERM);
  EXPECT_TRUE(StopPending());
  int taken = 0;
  sigwait(&set, &taken);
  EXPECT_EQ(taken, SIGTERM);
  EXPECT_FALSE(StopPending());
  sigprocmask(SIG_SETMASK, &old, nullptr);
}

}  // namespace
}  // namespace sonde
