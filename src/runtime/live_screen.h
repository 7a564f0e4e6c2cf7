// LiveScreen: a run whose terminal is a view's meanwhile (--live). What would be written there, by the run or
// by the child, goes to the view, and comes on the terminal when the view has given it back. Covered by
// tests/runtime/fake_session_test.cpp and tests/run/live.test.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "output/terminal_view.h"
#include "runtime/child.h"
#include "runtime/run_output.h"

namespace sonde::runtime {

class LiveScreen {
 public:
  // All outlive this; `view` and `child` may be null, and without a view nothing here does anything.
  LiveScreen(output::TerminalView* view, RunOutput& output, Child* child)
      : view_(view), output_(output), child_(child) {}
  ~LiveScreen() { End(); }
  LiveScreen(const LiveScreen&) = delete;
  LiveScreen& operator=(const LiveScreen&) = delete;

  void Begin(const output::LiveRun& run);
  // The terminal is as it was, with all on it that was withheld.
  void End();
  // Takes what the child has printed.
  void RoundDone();
  // Readable when the child has printed more; -1: it is not for here.
  [[nodiscard]] int output_fd() const {
    return view_ == nullptr || child_ == nullptr ? -1 : child_->output_fd();
  }
  // The terminal could not be drawn on, which has been said.
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool EndAsked() const { return view_ != nullptr && view_->EndAsked(); }
  // Maps that are to be emptied.
  [[nodiscard]] std::vector<std::string> TakeClears();
  void Lost(uint64_t events) {
    if (view_ != nullptr) view_->Lost(events);
  }

 private:
  void Withhold(std::string_view text);

  output::TerminalView* const view_;
  RunOutput& output_;
  Child* const child_;
  bool shown_ = false;
  bool failed_ = false;
  std::string withheld_;
  uint64_t left_out_ = 0;  // lines
};

}  // namespace sonde::runtime
