// View: maps redrawn in place on the terminal while a run goes on (--live), and keys. Drawing and keys are a
// thread of their own, so that a slow terminal delays no tracing. Covered by tests/run/live.test.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.h"
#include "output/terminal_view.h"

namespace sonde::live {

class Desk;

class View : public output::TerminalView {
 public:
  // An error if there is no terminal that can be drawn on. Nothing is drawn before Begin.
  static Result<std::unique_ptr<View>> Open();
  ~View() override;

  void Begin(const output::LiveRun& run) override;
  void End() override;
  void Text(std::string_view text) override;
  void Lost(uint64_t events) override;
  [[nodiscard]] bool EndAsked() override;
  [[nodiscard]] std::vector<std::string> TakeClears() override;
  [[nodiscard]] bool Failed() override;
  [[nodiscard]] bool Wanted() override;
  void MapCleared(const std::string& name) override;
  void BeginSnapshot(bool last) override;
  void SnapshotMap(const output::MapData& map) override;
  void EndSnapshot() override;

 private:
  explicit View(std::shared_ptr<Desk> desk);

  std::shared_ptr<Desk> desk_;  // the thread's as well: it may be left behind
  std::thread thread_;
  std::vector<unsigned char> old_mask_;  // of signals, before Begin
};

}  // namespace sonde::live
