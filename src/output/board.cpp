// Leaves: Board, MonotonicMs. Covered by tests/output/board_test.cpp.
#include "output/board.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <utility>

#include "base/clock.h"

namespace sonde::output {
namespace {

uint64_t Milliseconds(clockid_t clock) {
  return ClockNs(clock) / 1'000'000;
}

}  // namespace

uint64_t MonotonicMs() {
  return Milliseconds(CLOCK_MONOTONIC);
}

Board::Board() : changed_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

bool Board::Wanted() {
  return MonotonicMs() < wanted_until_.load(std::memory_order_relaxed);
}

void Board::BeginSnapshot(bool last) {
  next_ = std::make_unique<Snapshot>();
  next_->number = ++count_;
  next_->last = last;
  next_->milliseconds = Milliseconds(CLOCK_REALTIME);
  next_->monotonic = MonotonicMs();
  next_->clears = clears_;
}

void Board::SnapshotMap(const MapData& map) {
  next_->maps.push_back(map);
}

void Board::EndSnapshot() {
  std::shared_ptr<const Snapshot> newest = std::move(next_);
  {
    const std::lock_guard lock(mutex_);
    newest_.swap(newest);
  }
  // What was there before goes here, outside of the lock, unless somebody still reads it.
  Changed();
}

void Board::Changed() const {
  const uint64_t one = 1;
  // It cannot block, and a full counter is readable all the same.
  (void)!write(changed_.get(), &one, sizeof one);
}

std::shared_ptr<const Snapshot> Board::Newest() const {
  const std::lock_guard lock(mutex_);
  return newest_;
}

}  // namespace sonde::output
