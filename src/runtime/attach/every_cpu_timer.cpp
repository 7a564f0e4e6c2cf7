// profile: a timer on every CPU, or of one process. Covered by tests/runtime/session_test.cpp.
#include <linux/perf_event.h>

#include "runtime/attach/perf_timer.h"

namespace sonde::runtime::attach {

Result<Attached> EveryCpuTimer(const bundle::ProbeMeta& probe, const AttachContext& context,
                               Attachments& to) {
  const TimerSpec timer{PERF_COUNT_SW_CPU_CLOCK, probe.period, probe.frequency};
  if (Status status = AttachEverywhere(timer, context, to); !status) return status.TakeError();
  Attached attached = NoneYet(context.means);
  attached.count = 1;
  return attached;
}

}  // namespace sonde::runtime::attach
