// Tests of signals during a load.
#include "runtime/interrupt.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "runtime/poller.h"

namespace sonde::runtime {
namespace {

TEST(InterruptTest, EndsWaitsAgainAndAgain) {
  Signals signals;  // as in a session: blocks
  {
    const Interruptible window;
    EXPECT_FALSE(Interruptible::Interrupted());
    kill(getpid(), SIGTERM);
    EXPECT_TRUE(Interruptible::Interrupted());
    for (int i = 0; i < 10; ++i) {
      EXPECT_EQ(poll(nullptr, 0, 60000), -1);
      EXPECT_EQ(errno, EINTR);
    }
  }
  EXPECT_EQ(poll(nullptr, 0, 20), 0);  // nothing interrupts any more
  EXPECT_FALSE(signals.TakeStop());    // the signal has been taken
}

TEST(InterruptTest, TakesWhatWaitsAlready) {
  Signals signals;
  kill(getpid(), SIGINT);
  const Interruptible window;
  EXPECT_TRUE(Interruptible::Interrupted());
}

TEST(InterruptTest, LeavesLaterSignalsToTheDescriptor) {
  Signals signals;
  {
    const Interruptible window;
  }
  kill(getpid(), SIGINT);
  EXPECT_TRUE(signals.TakeStop());
  EXPECT_FALSE(Interruptible::Interrupted());
}

TEST(InterruptTest, DoesNothingWhereNothingIsBlocked) {
  struct sigaction before{};
  sigaction(SIGTERM, nullptr, &before);
  const Interruptible window;
  struct sigaction now{};
  sigaction(SIGTERM, nullptr, &now);
  EXPECT_EQ(now.sa_handler, before.sa_handler);
}

}  // namespace
}  // namespace sonde::runtime
