// The event loop. Leaves: Poller, Signals. Covered by tests/runtime/session_test.cpp.
#include "runtime/poller.h"

#include <poll.h>
#include <sys/signalfd.h>

#include <atomic>
#include <csignal>
#include <cstring>
#include <ctime>

namespace sonde::runtime {
namespace {

constexpr size_t kBatch = 65536;  // records between looks at signals
constexpr int kBusyMs = 1;        // between drains while events come
constexpr int kIdleRounds = 8;    // of kBusyMs without an event before sleeping

}  // namespace

namespace {

constexpr int kStopSignals[] = {SIGINT, SIGTERM, SIGHUP};
constexpr int64_t kTogetherNs = 200000000;  // what comes this soon after the first request belongs to it

std::atomic<int64_t> first_request_ns;

int64_t MonotonicNs() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
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
  }
  return false;
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

bool Poller::DrainSome(size_t& taken) {
  if (ring_ == nullptr) return true;
  bool goes_on = true;
  taken = ring_->Drain(kBatch,
                       [&](std::span<const std::byte> record) { return goes_on = hooks_.handle(record); });
  return goes_on;
}

bool Poller::DrainAll() {
  size_t taken = 0;
  do {
    if (!DrainSome(taken)) return false;
  } while (taken == kBatch);
  return true;
}

// Waits for at most `milliseconds`. Also ends when the output can be written again, if it could not.
Poller::Wake Poller::Wait(bool for_events, int milliseconds) {
  constexpr int kWaits = 4;
  const auto can_write = static_cast<short>(output_.blocked() ? POLLOUT : 0);
  pollfd waits[kWaits] = {{signals_.fd(), POLLIN, 0},
                          {process_, POLLIN, 0},
                          {output_.fd(), can_write, 0},
                          {for_events && ring_ != nullptr ? ring_->fd() : -1, POLLIN, 0}};
  if (poll(waits, kWaits, milliseconds) <= 0) return Wake::Timeout;
  if (waits[0].revents != 0 && signals_.TakeStop()) return Wake::Signal;
  if ((waits[2].revents & (POLLERR | POLLHUP)) != 0) return Wake::ReaderGone;
  return waits[1].revents != 0 ? Wake::Process : Wake::Timeout;
}

// Asks producers for a wake-up, then looks once more: a record committed meanwhile must not wait.
bool Poller::MaySleep() {
  __atomic_store_n(&control_.consumer_sleeps, 1, __ATOMIC_SEQ_CST);
  if (ring_ == nullptr || ring_->Empty()) return true;
  __atomic_store_n(&control_.consumer_sleeps, 0, __ATOMIC_SEQ_CST);
  return false;
}

StopReason Poller::Run(bool until_empty) {
  int idle = kIdleRounds;  // begin asleep
  while (true) {
    size_t taken = 0;
    const bool full = output_.full();
    if (!full && !DrainSome(taken)) return StopReason::Exit;
    const int call_again_ms = hooks_.round_done();
    if (output_.error() != 0) return StopReason::OutputFailed;
    if (taken == 0 && until_empty && !full) return StopReason::NothingLeft;
    idle = taken > 0 || full ? 0 : idle + 1;
    const bool sleep = idle > kIdleRounds && MaySleep();
    int wait_ms = sleep || full ? call_again_ms : kBusyMs;
    if (taken == kBatch) wait_ms = 0;
    const Wake wake = Wait(sleep, wait_ms);
    if (sleep) __atomic_store_n(&control_.consumer_sleeps, 0, __ATOMIC_SEQ_CST);
    if (wake == Wake::Signal) return StopReason::Signal;
    if (wake == Wake::Process) return StopReason::ProcessEnded;
    if (wake == Wake::ReaderGone) {
      output_.ReaderGone();
      return StopReason::OutputFailed;
    }
  }
}

}  // namespace sonde::runtime
