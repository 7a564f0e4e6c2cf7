// The event loop. Leaves: Poller, Signals. Covered by tests/runtime/session_test.cpp.
#include "runtime/poller.h"

#include <poll.h>
#include <sys/signalfd.h>

#include <csignal>
#include <cstring>

namespace sonde::runtime {
namespace {

constexpr size_t kBatch = 65536;  // records between looks at signals
constexpr int kBusyMs = 1;        // between drains while events come
constexpr int kIdleRounds = 8;    // of kBusyMs without an event before sleeping

}  // namespace

Signals::Signals() : old_mask_(sizeof(sigset_t)) {
  sigset_t set, old;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1})
    sigaddset(&set, signal);
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
}

bool Signals::TakeStop() {
  signalfd_siginfo info{};
  while (read(fd_.get(), &info, sizeof(info)) == static_cast<ssize_t>(sizeof(info))) {
    if (info.ssi_signo != SIGUSR1) return true;
  }
  return false;
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

Poller::Wake Poller::Wait(bool for_events, int milliseconds) {
  pollfd waits[3] = {{signals_.fd(), POLLIN, 0}, {process_, POLLIN, 0}, {-1, POLLIN, 0}};
  if (for_events && ring_ != nullptr) waits[2].fd = ring_->fd();
  if (poll(waits, 3, milliseconds) <= 0) return Wake::Timeout;
  if (waits[0].revents != 0 && signals_.TakeStop()) return Wake::Signal;
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
    if (!DrainSome(taken)) return StopReason::Exit;
    const int call_again_ms = hooks_.round_done();
    if (taken == 0 && until_empty) return StopReason::NothingLeft;
    idle = taken > 0 ? 0 : idle + 1;
    const bool sleep = idle > kIdleRounds && MaySleep();
    const Wake wake = taken == kBatch ? Wait(false, 0) : Wait(sleep, sleep ? call_again_ms : kBusyMs);
    if (sleep) __atomic_store_n(&control_.consumer_sleeps, 0, __ATOMIC_SEQ_CST);
    if (wake == Wake::Signal) return StopReason::Signal;
    if (wake == Wake::Process) return StopReason::ProcessEnded;
  }
}

}  // namespace sonde::runtime
