// Names of probe types. Leaves: FindProbeType, IsMiscasedAlias, NearestProbeName.
// Covered by tests/probes/attach_point_test.cpp.
#include "probes/probe_names.h"

#include <algorithm>
#include <cctype>

#include "base/nearest.h"

namespace sonde {
namespace {

bool SameLetters(std::string_view a, std::string_view b) {
  const auto same = [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); };
  return !a.empty() && std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

}  // namespace

const ProbeTypeRow* FindProbeType(std::string_view name) {
  const auto* found = std::find_if(std::begin(kProbeTypes), std::end(kProbeTypes), [name](const auto& row) {
    return SameLetters(row.name, name) || SameLetters(row.old_name, name) ||
           (!row.alias.empty() && row.alias == name);
  });
  return found == std::end(kProbeTypes) ? nullptr : found;
}

bool IsMiscasedAlias(std::string_view name) {
  const auto miscased = [name](const auto& row) { return SameLetters(row.alias, name) && row.alias != name; };
  return std::any_of(std::begin(kProbeTypes), std::end(kProbeTypes), miscased);
}

Suggestion NearestProbeName(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& row : kProbeTypes)
    names.emplace_back(row.name);
  return FindNearest(name, names);
}

}  // namespace sonde
