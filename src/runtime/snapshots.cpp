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

Snapshots::Snapshots(const bundle::Metadata& metadata, Machine& machine, const Decoder& decoder,
                     RunOutput& output, uint64_t every, Onlookers onlookers)
    : metadata_(metadata),
      maps_(metadata, machine, decoder),
      output_(output),
      every_(every),
      page_(onlookers.page),
      screen_(onlookers.screen, output, onlookers.child) {
  if (onlookers.page != nullptr) live_.push_back(onlookers.page);
  if (onlookers.screen != nullptr) live_.push_back(onlookers.screen);
  for (output::LiveView* view : live_)
    output_.sinks().TellClears(*view);
}

// Of those that look on the page alone gets the last one: the screen has ended.
void Snapshots::Take(bool last) {
  screen_.RoundDone();
  std::vector<output::SnapshotSink*> sinks;
  if (!last || metadata_.config.print_maps_on_exit) sinks.push_back(&output_.sinks());
  output_.sinks().BeginSnapshot(last);
  const bool page = last && page_ != nullptr;
  if (page) {
    page_->BeginSnapshot(true);
    sinks.push_back(page_);
  }
  if (!sinks.empty()) Show(sinks);
  output_.sinks().EndSnapshot();
  if (page) page_->EndSnapshot();
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

// Whether a map was emptied.
bool Snapshots::ClearAsAsked() {
  const std::vector<std::string> names = screen_.TakeClears();
  for (const std::string& name : names) {
    for (size_t index = 0; index < metadata_.maps.size(); ++index) {
      if (metadata_.maps[index].name != name) continue;
      if (Status status = maps_.Empty(index); !status) output_.ShowError(status.error());
      if (maps_.EmptyingPauses(index)) ++pauses_[name];
      output_.sinks().MapCleared(name);
    }
  }
  return !names.empty();
}

// Whoever begins to look waits for nothing: the first snapshot is due at once.
int Snapshots::WhenLiveDue(uint64_t now) {
  screen_.RoundDone();
  if (ClearAsAsked()) next_live_ = now;
  std::vector<output::SnapshotSink*> sinks;
  std::vector<output::LiveView*> views;
  for (output::LiveView* view : live_) {
    if (view->Wanted()) views.push_back(view);
  }
  if (views.empty()) return std::numeric_limits<int>::max();
  if (now >= next_live_) {
    for (output::LiveView* view : views)
      view->BeginSnapshot(false);
    sinks.assign(views.begin(), views.end());
    Show(sinks);
    for (output::LiveView* view : views)
      view->EndSnapshot();
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
