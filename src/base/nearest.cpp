// Nearest names by edit distance. Leaves: Nearest. Covered by tests/probes/attach_point_test.cpp.
#include "base/nearest.h"

#include <algorithm>
#include <numeric>

namespace sonde {
namespace {

// Edits from `a` to `b`; stops with `limit` + 1 when it takes more.
size_t Distance(std::string_view a, std::string_view b, size_t limit) {
  if (a.size() > b.size() + limit || b.size() > a.size() + limit) return limit + 1;
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
    }
    if (*std::min_element(row.begin(), row.end()) > limit) return limit + 1;
  }
  return row.back();
}

}  // namespace

std::string Nearest(std::string_view name, const std::vector<std::string>& candidates) {
  size_t limit = std::min<size_t>(name.size() / 3, 4);
  std::string best;
  for (const auto& candidate : candidates) {
    if (limit == 0) break;
    const size_t distance = Distance(name, candidate, limit);
    if (distance > limit) continue;
    best = candidate;
    limit = distance - (distance > 0 ? 1 : 0);
  }
  return best;
}

}  // namespace sonde
