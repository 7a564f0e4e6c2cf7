// The word about a run that has shown nothing: how many events each probe had. Covered by
// tests/runtime/silence_test.cpp and tests/run/silence.test.
#pragma once

#include <string>
#include <vector>

#include "bundle/metadata.h"
#include "runtime/ledger.h"

namespace sonde::runtime {

// One line; empty where there is nothing to say. `predicates`: names of the probes that have one.
std::string WordOfSilence(const bundle::Metadata& metadata, const Ledger& ledger,
                          const std::vector<std::string>& predicates);

}  // namespace sonde::runtime
