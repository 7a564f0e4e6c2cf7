// software: kernel software events, counted on every CPU or for one process. Covered by
// tests/runtime/session_test.cpp.
#include "probes/software_events.h"
#include "runtime/attach/perf_timer.h"

namespace sonde::runtime::attach {

Result<Attached> SoftwareCounter(const bundle::ProbeMeta& probe, const AttachContext& context,
                                 Attachments& to) {
  const SoftwareEvent* event = FindSoftwareEvent(probe.targets[0].function);
  if (event == nullptr) return Error(probe.targets[0].function + " is not a software probe");
  const TimerSpec counter{event->config, probe.period == 0 ? event->default_period : probe.period, 0};
  if (Status status = AttachEverywhere(counter, context, to); !status) return status.TakeError();
  Attached attached = NoneYet(context.means);
  attached.count = 1;
  return attached;
}

}  // namespace sonde::runtime::attach
