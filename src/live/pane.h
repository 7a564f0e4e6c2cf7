// Pane: the last lines of what a script printed. Covered by tests/live/pane_test.cpp.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace sonde::live {

class Pane {
 public:
  static constexpr size_t kMostLines = 1000;

  // Text as it comes, in pieces that need not end with a line.
  void Append(std::string_view text);
  [[nodiscard]] bool empty() const { return lines_.empty() && rest_.empty(); }
  // How many lines there are, and `count` of them that end `back` lines before the last; printable.
  [[nodiscard]] size_t size() const { return lines_.size() + (rest_.empty() ? 0 : 1); }
  [[nodiscard]] std::vector<std::string> Last(size_t count, size_t back) const;

 private:
  std::deque<std::string> lines_;
  std::string rest_;  // of a line that has not ended
};

}  // namespace sonde::live
