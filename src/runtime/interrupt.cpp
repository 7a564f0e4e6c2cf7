// Signals during a load. Leaves: Interruptible. Covered by tests/runtime/interrupt_test.cpp.
#include "runtime/interrupt.h"

#include <sys/time.h>

#include <cerrno>

namespace sonde::runtime {
namespace {

constexpr int kEndRequests[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
constexpr suseconds_t kAgainMicroseconds = 1000;

volatile sig_atomic_t interrupted = 0;

void Interrupt(int signal) {
  if (signal == SIGALRM) return;  // that it came is all
  const int error = errno;
  interrupted = 1;
  const itimerval every = {{0, kAgainMicroseconds}, {0, kAgainMicroseconds}};
  setitimer(ITIMER_REAL, &every, nullptr);
  errno = error;
}

}  // namespace

Interruptible::Interruptible() {
  interrupted = 0;
  sigprocmask(SIG_SETMASK, nullptr, &mask_);
  struct sigaction action{};
  action.sa_handler = Interrupt;  // no SA_RESTART: what waits is to return
  sigemptyset(&action.sa_mask);
  sigset_t let_in;
  sigemptyset(&let_in);
  const auto take = [&](int signal) {
    struct sigaction before{};
    sigaction(signal, &action, &before);
    before_.emplace_back(signal, before);
    sigaddset(&let_in, signal);
  };
  for (const int signal : kEndRequests) {
    if (sigismember(&mask_, signal) == 1) take(signal);
  }
  if (before_.empty()) return;
  take(SIGALRM);
  sigprocmask(SIG_UNBLOCK, &let_in, nullptr);
}

// What comes from here on waits for the descriptor again.
Interruptible::~Interruptible() {
  sigprocmask(SIG_SETMASK, &mask_, nullptr);
  if (interrupted != 0) {
    const itimerval never{};
    setitimer(ITIMER_REAL, &never, nullptr);
    // One more may have come meanwhile; the old action may be to end the process.
    signal(SIGALRM, SIG_IGN);
  }
  for (const auto& [signal, before] : before_)
    sigaction(signal, &before, nullptr);
  interrupted = 0;
}

bool Interruptible::Interrupted() {
  return interrupted != 0;
}

}  // namespace sonde::runtime
