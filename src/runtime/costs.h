// --stats: what the programs of each probe cost, as the kernel measured it. Covered by
// tests/runtime/fake_session_test.cpp and tests/run/stats.test.
#pragma once

#include <vector>

#include "bundle/metadata.h"
#include "output/notices.h"
#include "runtime/ledger.h"
#include "runtime/machine.h"

namespace sonde::runtime {

// A row for each probe whose program could run, the one that took the most time first. `ledger`: read at the
// end, with the misses.
std::vector<output::ProbeCost> CostsOf(const bundle::Metadata& metadata, const Machine& machine,
                                       const Ledger& ledger);

}  // namespace sonde::runtime
