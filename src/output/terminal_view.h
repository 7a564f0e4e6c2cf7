// TerminalView: a view of maps on the terminal where sonde itself runs. While it shows them nobody else may
// write there. Covered by tests/runtime/fake_session_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "output/live_view.h"

namespace sonde::output {

// What is said of a run above its maps.
struct LiveRun {
  std::string title;
  uint64_t probes = 0;
};

class TerminalView : public LiveView {
 public:
  // From here to End the terminal is the view's.
  virtual void Begin(const LiveRun& run) = 0;
  // The terminal is as it was before Begin. Nothing if it has been.
  virtual void End() = 0;
  // What would have been written to the terminal, colours and all.
  virtual void Text(std::string_view text) = 0;
  // So many events have been lost so far.
  virtual void Lost(uint64_t events) = 0;

  // The terminal could not be drawn on.
  [[nodiscard]] virtual bool Failed() { return false; }
  // What whoever looks on asks for: that tracing ends, and that maps are emptied (their names, each time
  // once).
  [[nodiscard]] virtual bool EndAsked() = 0;
  [[nodiscard]] virtual std::vector<std::string> TakeClears() = 0;
};

}  // namespace sonde::output
