// What writers are told of a run. Covered by tests/runtime/fake_session_test.cpp and
// tests/run/flamegraph.test.
#pragma once

#include "bundle/metadata.h"
#include "output/formats.h"

namespace sonde::runtime {

// Of the run of a bundle with this metadata; `flame`: as the command line says.
output::WriterOptions WriterOptionsOf(const bundle::Metadata& metadata, output::FlameOptions flame);

}  // namespace sonde::runtime
