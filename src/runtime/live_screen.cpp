// Leaves: LiveScreen. Covered by tests/runtime/fake_session_test.cpp and tests/run/live.test.
#include "runtime/live_screen.h"

#include <algorithm>

namespace sonde::runtime {
namespace {

// What nobody would read on a terminal afterwards is not kept for it.
constexpr size_t kMostWithheld = 16 << 20;

}  // namespace

void LiveScreen::Begin(const output::LiveRun& run) {
  if (view_ == nullptr || shown_) return;
  output_.Flush();
  shown_ = true;
  output_.DivertTerminal([this](std::string_view text) { Withhold(text); });
  view_->Begin(run);
}

void LiveScreen::Withhold(std::string_view text) {
  view_->Text(text);
  withheld_ += text;
  if (withheld_.size() <= kMostWithheld) return;
  const size_t line = withheld_.find('\n', withheld_.size() - kMostWithheld / 2);
  const size_t gone = line == std::string::npos ? withheld_.size() : line + 1;
  left_out_ += static_cast<uint64_t>(
      std::count(withheld_.begin(), withheld_.begin() + static_cast<ptrdiff_t>(gone), '\n'));
  withheld_.erase(0, gone);
}

void LiveScreen::RoundDone() {
  if (view_ == nullptr || child_ == nullptr) return;
  const std::string text = child_->TakeOutput();
  if (text.empty()) return;
  shown_ ? Withhold(text) : output_.ToTerminal(text);
}

std::vector<std::string> LiveScreen::TakeClears() {
  return shown_ ? view_->TakeClears() : std::vector<std::string>();
}

void LiveScreen::End() {
  if (!shown_) return;
  RoundDone();
  output_.Flush();
  shown_ = false;
  view_->End();
  output_.DivertTerminal(nullptr);
  failed_ = view_->Failed();
  if (failed_) output_.ShowError(Error("--live: the terminal could not be drawn on; tracing has ended"));
  output_.AddLeftOut(left_out_);
  if (left_out_ > 0) {
    output_.Say("WARNING: the first " + std::to_string(left_out_) +
                " lines that were printed were not kept for the terminal; -o FILE keeps all");
  }
  output_.ToTerminal(withheld_);
  withheld_.clear();
}

}  // namespace sonde::runtime
