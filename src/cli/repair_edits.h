// Edits that may repair an error, the likelier ones first; none is certain: each is to be tried.
// Covered by tests/run/repair.test.
#pragma once

#include <vector>

#include "base/diagnostics.h"
#include "base/source.h"

namespace sonde {

using Edits = std::vector<FixIt>;  // applied together, in order

std::vector<Edits> CandidateEdits(const Diagnostic& error, const Source& source);

}  // namespace sonde
