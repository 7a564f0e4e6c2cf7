// Small helpers to read the kernel's text files. Covered by tests/host/tracefs_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sonde {

// The whole file; files of procfs, sysfs and tracefs, whose size is not known before, included.
Result<std::string> ReadTextFile(const std::string& path);

// Whether this process may read it, by the capabilities that it has now: access(2) asks for the real user's,
// who has none where another user than root was given some.
bool MayRead(const std::string& path);

// Calls `use(line)` for each line of `text`, without its newline.
template <typename Use>
void ForEachLine(std::string_view text, Use use) {
  while (!text.empty()) {
    const size_t end = text.find('\n');
    use(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

// The words of a line, separated by blanks.
std::vector<std::string_view> SplitWords(std::string_view line);

}  // namespace sonde
