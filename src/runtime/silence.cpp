// Events of the probes of a silent run. Leaves: WordOfSilence. Covered by the tests named in silence.h.
#include "runtime/silence.h"

#include <algorithm>

#include "defs/probe_types.h"

namespace sonde::runtime {
namespace {

constexpr size_t kMostProbes = 5;  // by name; of more the sum is told

bool IsTraced(const bundle::ProbeMeta& probe) {
  return (RowOf(probe.kind).flags & Special) == 0;
}

std::string Events(uint64_t count) {
  return std::to_string(count) + (count == 1 ? " event" : " events");
}

}  // namespace

std::string WordOfSilence(const bundle::Metadata& metadata, const Ledger& ledger,
                          const std::vector<std::string>& predicates) {
  std::string list;
  uint64_t sum = 0;
  size_t count = 0;
  bool unknown = false;
  for (size_t i = 0; i < metadata.probes.size(); ++i) {
    const bundle::ProbeMeta& probe = metadata.probes[i];
    if (!IsTraced(probe)) continue;
    const auto hits = ledger.Hits(i);
    unknown |= !hits;
    sum += hits.value_or(0);
    if (++count > kMostProbes) continue;
    const bool filtered = std::find(predicates.begin(), predicates.end(), probe.name) != predicates.end();
    list += (list.empty() ? "" : ", ") + probe.name + " had " + Events(hits.value_or(0));
    if (filtered && hits.value_or(0) > 0) list += ", none of which passed its predicate to a print";
  }
  if (count == 0 || unknown) return {};
  if (count > kMostProbes) list = std::to_string(count) + " probes had " + Events(sum);
  return "nothing was printed: " + list;
}

}  // namespace sonde::runtime
