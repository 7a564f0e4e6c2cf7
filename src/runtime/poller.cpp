// The event loop. Leaves: Poller. Covered by tests/runtime/fake_session_test.cpp and session_test.cpp.
#include "runtime/poller.h"

#include <poll.h>

namespace sonde::runtime {
namespace {

constexpr size_t kBatch = 65536;  // records between looks at signals
constexpr int kBusyMs = 1;        // between drains while events come
constexpr int kIdleRounds = 8;    // of kBusyMs without an event before sleeping

}  // namespace

EventSource::Drained Poller::DrainSome() {
  return events_ == nullptr ? EventSource::Drained{} : events_->Drain(kBatch, hooks_.handle);
}

bool Poller::DrainAll() {
  EventSource::Drained drained;
  do {
    drained = DrainSome();
  } while (drained.goes_on && drained.taken == kBatch);
  return drained.goes_on;
}

// Waits for at most `milliseconds`. Also ends when the output can be written again, if it could not.
Poller::Wake Poller::Wait(bool for_events, int milliseconds) {
  constexpr int kWaits = 4;
  const auto can_write = static_cast<short>(output_.blocked() ? POLLOUT : 0);
  pollfd waits[kWaits] = {{signals_.fd(), POLLIN, 0},
                          {process_, POLLIN, 0},
                          {output_.fd(), can_write, 0},
                          {for_events && events_ != nullptr ? events_->wake_fd() : -1, POLLIN, 0}};
  if (poll(waits, kWaits, milliseconds) <= 0) return Wake::Timeout;
  if (waits[0].revents != 0 && signals_.TakeStop()) return Wake::Signal;
  if ((waits[2].revents & (POLLERR | POLLHUP)) != 0) return Wake::ReaderGone;
  return waits[1].revents != 0 ? Wake::Process : Wake::Timeout;
}

StopReason Poller::Run(bool until_empty) {
  int idle = kIdleRounds;  // begin asleep
  while (true) {
    EventSource::Drained drained;
    const bool full = output_.full();
    if (!full) drained = DrainSome();
    if (!drained.goes_on) return StopReason::Exit;
    const int call_again_ms = hooks_.round_done();
    if (output_.error() != 0) return StopReason::OutputFailed;
    if (drained.taken == 0 && until_empty && !full) return StopReason::NothingLeft;
    idle = drained.taken > 0 || full ? 0 : idle + 1;
    const bool sleep = idle > kIdleRounds && (events_ == nullptr || events_->BeginWait());
    int wait_ms = sleep || full ? call_again_ms : kBusyMs;
    if (drained.taken == kBatch) wait_ms = 0;
    const Wake wake = Wait(sleep, wait_ms);
    if (sleep && events_ != nullptr) events_->EndWait();
    if (wake == Wake::Signal) return StopReason::Signal;
    if (wake == Wake::Process) return StopReason::ProcessEnded;
    if (wake == Wake::ReaderGone) {
      output_.ReaderGone();
      return StopReason::OutputFailed;
    }
  }
}

}  // namespace sonde::runtime
