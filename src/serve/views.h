// Views: several that look at one run. Covered by tests/serve/views_test.cpp.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "output/live_view.h"

namespace sonde::serve {

// Each gets the snapshots that it wants, and the last.
class Views : public output::LiveView {
 public:
  // `view` outlives this.
  void Add(output::LiveView& view) { all_.push_back(&view); }

  [[nodiscard]] bool Wanted() override;
  void MapCleared(const std::string& name) override;
  void BeginSnapshot(bool last) override;
  void SnapshotMap(const output::MapData& map) override;
  void EndSnapshot() override;
  void Settle(const std::function<bool()>& give_up) override;
  [[nodiscard]] std::string TakeProblem() override;
  [[nodiscard]] std::vector<output::LedgerLine> Losses() override;
  [[nodiscard]] std::string Report() override;

 private:
  std::vector<output::LiveView*> all_, looking_;
};

}  // namespace sonde::serve
