// Places of the script in what is said to the user. Leaves: ProblemAt, FileOf. Covered by
// tests/run/warnings.test.
#pragma once

#include <string>

#include "bundle/metadata.h"
#include "output/notices.h"

namespace sonde::runtime {

// The file of a place as it is shown.
const std::string& FileOf(const bundle::Metadata& metadata, const bundle::Location& place);

// A problem without words at `place`, with the calls of macros that led there.
output::Problem ProblemAt(const bundle::Metadata& metadata, const bundle::Location& place);

}  // namespace sonde::runtime
