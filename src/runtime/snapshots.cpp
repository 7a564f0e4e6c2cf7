// Showing all maps. Leaves: Snapshots.
#include "runtime/snapshots.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

namespace sonde::runtime {

namespace {

constexpr uint64_t kMs = 1000000;
constexpr uint64_t kLiveEvery = 1000 * kMs;  // ns

}  // namespace

void Snapshots::Take(bool last) {
  std::vector<output::SnapshotSink*> sinks;
  if (!last || metadata_.config.print_maps_on_exit) sinks.push_back(&output_.sinks());
  if (last && live_ != nullptr) sinks.push_back(live_);
  output_.sinks().BeginSnapshot(last);
  if (last && live_ != nullptr) live_->BeginSnapshot(true);
  if (!sinks.empty()) Show(sinks);
  output_.sinks().EndSnapshot();
  if (last && live_ != nullptr) live_->EndSnapshot();
}

void Snapshots::Show(std::span<output::SnapshotSink* const> sinks) {
  std::vector<size_t> order(metadata_.maps.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return metadata_.maps[a].name < metadata_.maps[b].name; });
  for (const size_t index : order) {
    auto map = maps_.Read(index, false);
    if (!map) {
      output_.ShowError(map.error());
      continue;
    }
    for (output::SnapshotSink* sink : sinks)
      sink->SnapshotMap(*map);
  }
}

// Whoever begins to look waits for nothing: the first snapshot is due at once.
int Snapshots::WhenLiveDue(uint64_t now) {
  if (live_ == nullptr || !live_->Wanted()) return std::numeric_limits<int>::max();
  if (now >= next_live_) {
    output::SnapshotSink* const sinks[] = {live_};
    live_->BeginSnapshot(false);
    Show(sinks);
    live_->EndSnapshot();
    next_live_ = now + kLiveEvery;
  }
  return static_cast<int>((next_live_ - now) / kMs + 1);
}

int Snapshots::WhenDue(uint64_t now) {
  const int live = WhenLiveDue(now);
  if (every_ == 0) return live;
  if (next_ == 0) next_ = now + every_;
  if (now >= next_) {
    Take(false);
    next_ = std::max(next_ + every_, now + 1);
  }
  return std::min(live, static_cast<int>(std::min<uint64_t>((next_ - now) / kMs + 1, 1000)));
}

}  // namespace sonde::runtime
