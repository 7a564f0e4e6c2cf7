// Leaves: Views. Covered by tests/serve/views_test.cpp.
#include "serve/views.h"

#include <algorithm>

namespace sonde::serve {

bool Views::Wanted() {
  return std::any_of(all_.begin(), all_.end(), [](output::LiveView* view) { return view->Wanted(); });
}

// Also to those that do not look now: later they do.
void Views::MapCleared(const std::string& name) {
  for (output::LiveView* view : all_)
    view->MapCleared(name);
}

void Views::BeginSnapshot(bool last) {
  looking_.clear();
  for (output::LiveView* view : all_) {
    if (last || view->Wanted()) looking_.push_back(view);
  }
  for (output::LiveView* view : looking_)
    view->BeginSnapshot(last);
}

void Views::SnapshotMap(const output::MapData& map) {
  for (output::LiveView* view : looking_)
    view->SnapshotMap(map);
}

void Views::EndSnapshot() {
  for (output::LiveView* view : looking_)
    view->EndSnapshot();
}

void Views::Settle(const std::function<bool()>& give_up) {
  for (output::LiveView* view : all_)
    view->Settle(give_up);
}

std::string Views::TakeProblem() {
  for (output::LiveView* view : all_) {
    if (std::string problem = view->TakeProblem(); !problem.empty()) return problem;
  }
  return {};
}

std::vector<output::LedgerLine> Views::Losses() {
  std::vector<output::LedgerLine> all;
  for (output::LiveView* view : all_) {
    for (output::LedgerLine& line : view->Losses())
      all.push_back(std::move(line));
  }
  return all;
}

std::string Views::Report() {
  std::string all;
  for (output::LiveView* view : all_) {
    const std::string report = view->Report();
    if (!report.empty()) all.append(all.empty() ? "" : "; ").append(report);
  }
  return all;
}

}  // namespace sonde::serve
