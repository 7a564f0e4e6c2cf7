// Leaves: Pane. Covered by tests/live/pane_test.cpp.
#include "live/pane.h"

#include <algorithm>

#include "live/lines.h"

namespace sonde::live {
namespace {

constexpr size_t kLongestLine = 4096;  // bytes; the rest is on no screen

}  // namespace

void Pane::Append(std::string_view text) {
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view piece = text.substr(0, end);
    rest_ += piece.substr(0, kLongestLine - std::min(rest_.size(), kLongestLine));
    if (end == std::string_view::npos) return;
    lines_.push_back(std::move(rest_));
    rest_.clear();
    if (lines_.size() > kMostLines) lines_.pop_front();
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string> Pane::Last(size_t count, size_t back) const {
  const size_t end = size() - std::min(back, size());
  std::vector<std::string> last;
  for (size_t i = end - std::min(count, end); i < end; ++i)
    last.push_back(Printable(WithoutColors(i < lines_.size() ? lines_[i] : rest_)));
  return last;
}

}  // namespace sonde::live
