// software, hardware: events that the kernel and the processor count, on every CPU or for one process.
// Covered by tests/run/software.test and tests/run/hardware.test.
#include <linux/perf_event.h>

#include "defs/counted_events.h"
#include "runtime/attach/perf_timer.h"

namespace sonde::runtime::attach {
namespace {

Result<Attached> Counter(uint32_t type, const bundle::ProbeMeta& probe, const AttachContext& context,
                         Attachments& to) {
  const std::string& name = bundle::As<bundle::EventTarget>(probe.targets[0]).event;
  const CountedEvent* event = FindCountedEvent(probe.kind, name);
  if (event == nullptr) return Error(name + " is not an event that a " + probe.name + " probe counts");
  const uint64_t period = probe.period == 0 ? event->default_period : probe.period;
  if (Status status = AttachEverywhere({event->config, period, 0, type}, context, to); !status)
    return status.TakeError();
  Attached attached = NoneYet(context.means);
  attached.count = 1;
  return attached;
}

}  // namespace

Result<Attached> SoftwareCounter(const bundle::ProbeMeta& probe, const AttachContext& context,
                                 Attachments& to) {
  return Counter(PERF_TYPE_SOFTWARE, probe, context, to);
}

Result<Attached> HardwareCounter(const bundle::ProbeMeta& probe, const AttachContext& context,
                                 Attachments& to) {
  return Counter(PERF_TYPE_HARDWARE, probe, context, to);
}

}  // namespace sonde::runtime::attach
