// The event loop. Leaves: Poller. Covered by tests/runtime/fake_session_test.cpp and session_test.cpp.
#include "runtime/poller.h"

#include <poll.h>

#include <algorithm>

namespace sonde::runtime {
namespace {

// A turn ends with the events, or with the time: a record that clears a map takes longer than a timer that
// sends the next one, and nobody would look at signals and at the child any more.
constexpr uint64_t kTurnNs = 50000000;
constexpr size_t kChunk = 16;   // records between looks at the clock
constexpr int kBusyMs = 1;      // between turns while events come
constexpr int kIdleRounds = 8;  // of kBusyMs without an event before sleeping

}  // namespace

Poller::Turn Poller::TakeTurn() {
  Turn turn;
  if (events_ == nullptr) return turn;
  uint64_t end = 0;  // 0: not known yet, few records need no clock
  while (true) {
    const EventSource::Drained drained = events_->Drain(kChunk, hooks_.handle);
    turn.any = turn.any || drained.taken > 0;
    turn.goes_on = drained.goes_on;
    turn.empty = drained.taken < kChunk;
    if (!turn.goes_on || turn.empty) return turn;
    const uint64_t now = hooks_.now();
    if (end == 0) end = now + kTurnNs;
    if (now >= end) return turn;
  }
}

bool Poller::DrainAll() {
  Turn turn;
  do {
    turn = TakeTurn();
  } while (turn.goes_on && !turn.empty);
  return turn.goes_on;
}

// Waits for at most `milliseconds`. Also ends when the output can be written again, if it could not.
Poller::Wake Poller::Wait(bool for_events, int milliseconds) {
  std::vector<pollfd>& waits = waits_;
  waits = {{signals_.fd(), POLLIN, 0},
           {process_, POLLIN, 0},
           {for_events && events_ != nullptr ? events_->wake_fd() : -1, POLLIN, 0},
           {hooks_.more, POLLIN, 0},
           {hooks_.more_output ? hooks_.more_output() : -1, POLLIN, 0}};
  const size_t first = waits.size();
  for (const output::Stream* output : outputs_)
    waits.push_back({output->fd(), static_cast<short>(output->blocked() ? POLLOUT : 0), 0});
  if (poll(waits.data(), waits.size(), milliseconds) <= 0) return Wake::Timeout;
  if (waits[0].revents != 0 && signals_.TakeStop()) return Wake::Signal;
  for (size_t i = 0; i < outputs_.size(); ++i) {
    if ((waits[first + i].revents & (POLLERR | POLLHUP)) == 0) continue;
    outputs_[i]->ReaderGone();
    if (i == 0) return Wake::ReaderGone;
  }
  return waits[1].revents != 0 ? Wake::Process : Wake::Timeout;
}

bool Poller::Full() const {
  return std::any_of(outputs_.begin(), outputs_.end(), [](const auto* output) { return output->full(); });
}

StopReason Poller::Run(bool until_empty) {
  int idle = kIdleRounds;  // begin asleep
  bool more = true;        // to produce
  Turn turn;
  while (true) {
    const bool full = Full();
    if (more && !full && turn.empty) more = hooks_.produce();
    turn = full ? Turn() : TakeTurn();
    if (!turn.goes_on) return StopReason::Exit;
    const int call_again_ms = hooks_.round_done();
    if (outputs_.front()->error() != 0) return StopReason::OutputFailed;
    if (hooks_.exit_asked()) return StopReason::ExitAsked;
    if (!turn.any && until_empty && !full && !more) return StopReason::NothingLeft;
    idle = turn.any || full || more ? 0 : idle + 1;
    const bool sleep = idle > kIdleRounds && (events_ == nullptr || events_->BeginWait());
    int wait_ms = sleep || full ? call_again_ms : kBusyMs;
    if (!turn.empty || (more && !full)) wait_ms = 0;
    const Wake wake = Wait(sleep, wait_ms);
    if (sleep && events_ != nullptr) events_->EndWait();
    if (wake == Wake::Signal) return StopReason::Signal;
    if (wake == Wake::Process) return StopReason::ProcessEnded;
    if (wake == Wake::ReaderGone) return StopReason::OutputFailed;
  }
}

}  // namespace sonde::runtime
