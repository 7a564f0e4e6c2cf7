// Probes by what a run is for. Leaves: SelectProbes. Covered by tests/plan/select_test.cpp.
#include "plan/select.h"

#include <algorithm>
#include <string>
#include <vector>

#include "typed/typed.h"

namespace sonde {
namespace {

ProbeKind KindOf(const typed::Probe& probe) {
  return probe.target.spec.kind;
}

bool Has(const typed::Program& program, ProbeKind kind) {
  return std::any_of(program.probes.begin(), program.probes.end(),
                     [kind](const typed::Probe& probe) { return KindOf(probe) == kind; });
}

bool IsTrial(const typed::Probe& probe) {
  return KindOf(probe) == ProbeKind::Test || KindOf(probe) == ProbeKind::Bench;
}

Error NothingToAttach(bool tests) {
  const std::string option = tests ? "--test to run test" : "--bench to run benchmark";
  return Error("No probes attached; use " + option + " probes.");
}

}  // namespace

Status SelectProbes(Purpose purpose, typed::Program& program) {
  const ProbeKind wanted = purpose == Purpose::Benchmark ? ProbeKind::Bench : ProbeKind::Test;
  const bool trials = purpose != Purpose::Trace && Has(program, wanted);
  const bool tests = Has(program, ProbeKind::Test);
  const size_t before = program.probes.size();
  std::erase_if(program.probes, [&](const typed::Probe& probe) {
    return trials ? KindOf(probe) != wanted && KindOf(probe) != ProbeKind::Begin : IsTrial(probe);
  });
  if (before != 0 && program.probes.empty()) return NothingToAttach(tests);
  return Status::Ok();
}

}  // namespace sonde
