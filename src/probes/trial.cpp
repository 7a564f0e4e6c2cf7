// test and bench: NAME, blocks that run when sonde is asked to run them (--test, --bench). Leaves: their
// handlers. Covered by tests/probes/trial_test.cpp and tests/run/trials.test.
#include "probes/handler.h"

namespace sonde {
namespace {

bool Parse(const ParseRequest& request, AttachSpec& spec) {
  const ProbePart& name = request.parts[0];
  const std::string type(request.row.name);
  if (name.text.empty()) return request.Fail(DiagId::ProbeEmptyPart, name.range, {type, "name"});
  if (HasStar(name.text)) return request.Fail(DiagId::ProbeWildcard, name.range, {type});
  spec.name = type + ":" + name.text;
  return true;
}

}  // namespace

extern const ProbeHandler kTestHandler, kBenchHandler;
const ProbeHandler kTestHandler = {1, 1, Parse, ExpandToItself, NoArguments, NoTemplates, nullptr};
const ProbeHandler kBenchHandler = kTestHandler;

}  // namespace sonde
