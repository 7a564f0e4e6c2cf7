// Board: where the session's thread leaves what maps hold, and the thread of a reader finds it. Neither waits
// for the other but for the moment that a pointer takes to change. Covered by tests/output/board_test.cpp.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "output/live_view.h"

namespace sonde::output {

// All maps at one moment. Nobody changes it any more.
struct Snapshot {
  uint64_t number = 0;        // from 1
  uint64_t milliseconds = 0;  // when, since the beginning of 1970
  uint64_t monotonic = 0;     // the same in milliseconds of CLOCK_MONOTONIC
  bool last = false;          // the run is over
  std::vector<MapData> maps;
  std::map<std::string, uint64_t> clears;  // how often maps have been cleared until then, by name
};

// Milliseconds of CLOCK_MONOTONIC.
uint64_t MonotonicMs();

class Board : public LiveView {
 public:
  Board();

  // Of the session's thread.
  [[nodiscard]] bool Wanted() override;
  void MapCleared(const std::string& name) override { ++clears_[name]; }
  void BeginSnapshot(bool last) override;
  void SnapshotMap(const MapData& map) override;
  void EndSnapshot() override;

  // Of the reader's thread. Somebody looks until then (MonotonicMs).
  void WantUntil(uint64_t milliseconds) { wanted_until_.store(milliseconds, std::memory_order_relaxed); }
  // The newest; null: there is none yet.
  [[nodiscard]] std::shared_ptr<const Snapshot> Newest() const;
  // Becomes readable when there is a new one; an eventfd.
  [[nodiscard]] int changed_fd() const { return changed_.get(); }

 private:
  void Changed() const;

  std::atomic<uint64_t> wanted_until_ = 0;
  std::unique_ptr<Snapshot> next_;  // of the session's thread
  uint64_t count_ = 0;
  std::map<std::string, uint64_t> clears_;
  UniqueFd changed_;
  mutable std::mutex mutex_;  // of newest_
  std::shared_ptr<const Snapshot> newest_;
};

}  // namespace sonde::output
