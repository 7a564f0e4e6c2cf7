// What the machine itself counted of a run, beside the counters of programs, for the ledger. Covered by
// tests/runtime/fake_session_test.cpp.
#pragma once

#include "bundle/metadata.h"
#include "runtime/ledger.h"
#include "runtime/machine.h"

namespace sonde::runtime {

// Once, at the end.
void AddMachineCounts(const bundle::Metadata& metadata, Machine& machine, Ledger& ledger);

}  // namespace sonde::runtime
