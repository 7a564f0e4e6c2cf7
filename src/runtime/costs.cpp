// What programs cost. Leaves: CostsOf.
#include "runtime/costs.h"

#include <algorithm>
#include <utility>

namespace sonde::runtime {

std::vector<output::ProbeCost> CostsOf(const bundle::Metadata& metadata, const Machine& machine,
                                       const Ledger& ledger) {
  std::vector<output::ProbeCost> rows;
  for (size_t i = 0; i < metadata.probes.size(); ++i) {
    const auto measured = machine.CostOf(i);
    if (!measured) continue;
    output::ProbeCost row;
    row.probe = metadata.probes[i].name;
    if (measured->with_returns) row.probe += " and its returns";
    row.runs = measured->runs;
    row.nanoseconds = measured->nanoseconds;
    row.missed = ledger.Missed(i);
    row.lost = ledger.Lost(i);
    rows.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.nanoseconds > b.nanoseconds; });
  return rows;
}

}  // namespace sonde::runtime
