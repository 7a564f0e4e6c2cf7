// Tests of src/runtime/silence.cpp.
#include "runtime/silence.h"

#include <gtest/gtest.h>

#include "fake_machine.h"

namespace sonde::runtime {
namespace {

bundle::Metadata TwoProbes() {
  bundle::Metadata metadata;
  metadata.probes.resize(2);
  metadata.probes[0].name = "tracepoint:a:b";
  metadata.probes[0].kind = ProbeKind::Tracepoint;
  metadata.probes[1].name = "begin";
  metadata.probes[1].kind = ProbeKind::Begin;
  metadata.ledger.push_back({bundle::LedgerKind::ProbeHits, 0});
  return metadata;
}

TEST(Silence, TellsTheEventsOfProbes) {
  const bundle::Metadata metadata = TwoProbes();
  FakeMachine machine;
  machine.ledger = {5};
  Ledger ledger(metadata, machine);
  ledger.Update();
  EXPECT_EQ(WordOfSilence(metadata, ledger, {}), "nothing was printed: tracepoint:a:b had 5 events");
  EXPECT_EQ(
      WordOfSilence(metadata, ledger, {"tracepoint:a:b"}),
      "nothing was printed: tracepoint:a:b had 5 events, none of which passed its predicate to a print");
}

TEST(Silence, SaysNothingOfWhatRunsOnce) {
  bundle::Metadata metadata = TwoProbes();
  metadata.probes.erase(metadata.probes.begin());
  metadata.ledger.clear();
  FakeMachine machine;
  EXPECT_EQ(WordOfSilence(metadata, Ledger(metadata, machine), {}), "");
}

}  // namespace
}  // namespace sonde::runtime
