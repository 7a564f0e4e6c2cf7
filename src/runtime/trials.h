// RunTrials: runs the test and bench probes of a script (language.md 7.8). Covered by
// tests/runtime/trials_test.cpp and tests/run/trials.test.
#pragma once

#include "base/result.h"
#include "bundle/metadata.h"
#include "output/sink_list.h"
#include "runtime/decoder.h"
#include "runtime/machine.h"
#include "runtime/map_reader.h"

namespace sonde::runtime {

// Whether that is what a bundle is for.
bool HasTrials(const bundle::Metadata& metadata);

// What a trial needs of a session that has loaded its bundle and run its begin probes.
struct TrialContext {
  const bundle::Metadata& metadata;
  Machine& machine;
  const Decoder& decoder;
  MapReader& maps;
  output::SinkList& sinks;  // get the results, not what the probes print
};

// In order of declaration. The exit code: 1 if a test failed. An Error if a program could not be run, or a
// benchmark failed.
Result<int> RunTrials(const TrialContext& context);

}  // namespace sonde::runtime
