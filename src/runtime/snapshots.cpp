// Showing all maps. Leaves: Snapshots.
#include "runtime/snapshots.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

namespace sonde::runtime {

void Snapshots::Take(bool last) {
  output_.sinks().BeginSnapshot(last);
  if (!last || metadata_.config.print_maps_on_exit) ShowAll();
  output_.sinks().EndSnapshot();
}

void Snapshots::ShowAll() {
  std::vector<size_t> order(metadata_.maps.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return metadata_.maps[a].name < metadata_.maps[b].name; });
  for (const size_t index : order) {
    auto map = maps_.Read(index, false);
    if (map) {
      output_.sinks().SnapshotMap(*map);
    } else {
      output_.ShowError(map.error());
    }
  }
}

int Snapshots::WhenDue(uint64_t now) {
  constexpr uint64_t kMs = 1000000;
  if (every_ == 0) return std::numeric_limits<int>::max();
  if (next_ == 0) next_ = now + every_;
  if (now >= next_) {
    Take(false);
    next_ = std::max(next_ + every_, now + 1);
  }
  return static_cast<int>(std::min<uint64_t>((next_ - now) / kMs + 1, 1000));
}

}  // namespace sonde::runtime
