// Signals as a descriptor. Leaves: Signals. Covered by tests/runtime/fake_session_test.cpp and
// tests/run/ending.test.
#include "runtime/signals.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <utility>

#include "base/clock.h"

namespace sonde::runtime {
namespace {

constexpr int kStopSignals[] = {SIGINT, SIGTERM, SIGHUP};
constexpr int64_t kTogetherNs = 200000000;  // what comes this soon after the first request belongs to it

std::atomic<int64_t> first_request_ns;

int64_t MonotonicNs() {
  return static_cast<int64_t>(ClockNs(CLOCK_MONOTONIC));
}

void OnSecondRequest(int signal) {
  if (MonotonicNs() - first_request_ns.load() < kTogetherNs) return;
  std::signal(signal, SIG_DFL);
  raise(signal);  // takes effect when this handler returns
}

bool IsIgnored(int signal) {
  struct sigaction action{};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

Signals::Signals() : hangup_(!IsIgnored(SIGHUP)), old_mask_(sizeof(sigset_t)) {
  sigset_t set, old;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1})
    sigaddset(&set, signal);
  if (hangup_) sigaddset(&set, SIGHUP);
  sigprocmask(SIG_BLOCK, &set, &old);
  std::memcpy(old_mask_.data(), &old, sizeof(old));
  fd_.Reset(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

Signals::~Signals() {
  while (TakeStop()) {
  }
  sigset_t old;
  std::memcpy(&old, old_mask_.data(), sizeof(old));
  sigprocmask(SIG_SETMASK, &old, nullptr);
  if (!armed_) return;
  for (const int signal : kStopSignals) {
    if (signal != SIGHUP || hangup_) std::signal(signal, SIG_DFL);
  }
}

bool Signals::TakeStop() {
  signalfd_siginfo info{};
  while (read(fd_.get(), &info, sizeof(info)) == static_cast<ssize_t>(sizeof(info))) {
    if (info.ssi_signo != SIGUSR1) return true;
    ++user_signals_;
  }
  return false;
}

unsigned Signals::TakeUserSignals() {
  return std::exchange(user_signals_, 0);
}

void Signals::NextOneEnds() {
  first_request_ns = MonotonicNs();
  armed_ = true;
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : kStopSignals) {
    if (signal == SIGHUP && !hangup_) continue;
    struct sigaction action{};
    action.sa_handler = OnSecondRequest;
    sigaction(signal, &action, nullptr);
    sigaddset(&set, signal);
  }
  sigprocmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace sonde::runtime
