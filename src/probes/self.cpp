// self: what happens to sonde itself; so far a signal that it is sent. Leaves: its handler.
// Covered by tests/probes/self_test.cpp and tests/run/self.test.
#include "probes/handler.h"

namespace sonde {
namespace {

constexpr std::string_view kTrigger = "signal", kSignal = "SIGUSR1";

bool Parse(const ParseRequest& request, AttachSpec& spec) {
  const ProbePart& trigger = request.parts[0];
  const ProbePart& signal = request.parts[1];
  if (trigger.text != kTrigger) return request.Fail(DiagId::SelfTrigger, trigger.range, {trigger.text});
  if (signal.text != kSignal) {
    request.diags.Report(DiagId::SelfSignal, signal.range, {signal.text})
        .Hint("there is one: self:signal:SIGUSR1")
        .Fix(signal.range, std::string(kSignal));
    return false;
  }
  spec.name = std::string(request.row.name) + ":" + trigger.text + ":" + signal.text;
  return true;
}

std::vector<std::string> Templates(const ProbeTypeRow& row, std::string_view pattern) {
  const std::string name = std::string(kTrigger) + ":" + std::string(kSignal);
  if (!WildcardMatch(pattern, name)) return {};
  return {std::string(row.name) + ":" + name};
}

}  // namespace

extern const ProbeHandler kSelfHandler;
const ProbeHandler kSelfHandler = {2, 2, Parse, ExpandToItself, NoArguments, Templates, nullptr};

}  // namespace sonde
