// interval: a timer on one CPU, never limited to a process. Covered by tests/runtime/session_test.cpp.
#include <linux/perf_event.h>

#include "runtime/attach/perf_timer.h"

namespace sonde::runtime::attach {

Result<Attached> Interval(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  const TimerSpec timer{PERF_COUNT_SW_CPU_CLOCK, probe.period, probe.frequency};
  if (Status status = AttachOnOneCpu(timer, context.program_fd, to); !status) return status.TakeError();
  return Attached{1, "timer on one CPU"};
}

}  // namespace sonde::runtime::attach
