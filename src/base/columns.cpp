// Leaves: InColumns. Covered by tests/base/columns_test.cpp.
#include "base/columns.h"

#include <algorithm>

namespace sonde {
namespace {

constexpr std::string_view kBetween = "  ";

}  // namespace

std::vector<std::string> InColumns(const std::vector<std::vector<std::string>>& rows,
                                   std::string_view sides) {
  std::vector<size_t> widths(sides.size());
  for (const auto& row : rows) {
    for (size_t i = 0; i < sides.size(); ++i)
      widths[i] = std::max(widths[i], row[i].size());
  }
  std::vector<std::string> lines;
  for (const auto& row : rows) {
    std::string& line = lines.emplace_back();
    for (size_t i = 0; i < sides.size(); ++i) {
      const std::string room(widths[i] - row[i].size(), ' ');
      if (i > 0) line += kBetween;
      line += sides[i] == 'r' ? room + row[i] : row[i] + room;
    }
    line.erase(line.find_last_not_of(' ') + 1);
  }
  return lines;
}

}  // namespace sonde
