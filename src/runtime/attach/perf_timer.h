// Perf events of counters and breakpoints with a program: shared by interval, profile, software, hardware and
// watchpoint probes. Covered by tests/runtime/session_test.cpp.
#pragma once

#include <linux/perf_event.h>

#include "runtime/attach/attach.h"

namespace sonde::runtime::attach {

// An event that fires each `period` counts, or `frequency` times a second when that is not 0.
struct TimerSpec {
  uint64_t config = 0;  // of linux/perf_event.h: PERF_COUNT_SW_*, PERF_COUNT_HW_*
  uint64_t period = 0;
  uint64_t frequency = 0;
  uint32_t type = PERF_TYPE_SOFTWARE;  // or PERF_TYPE_HARDWARE
};

// On one CPU, in whatever runs there.
Status AttachOnOneCpu(const TimerSpec& event, int program_fd, Attachments& to);

// On every online CPU; with a target only while its threads run, on whichever CPU.
Status AttachEverywhere(const TimerSpec& event, const AttachContext& context, Attachments& to);
// The same of any perf event, which is disabled at first.
Status OpenEverywhere(perf_event_attr attr, const AttachContext& context, Attachments& to);
// On every online CPU.
Status OpenOnEveryCpu(const perf_event_attr& attr, int program_fd, Attachments& to);

}  // namespace sonde::runtime::attach
