// watchpoint: a breakpoint of the processor, on every CPU or in the threads of one process. Covered by
// tests/run/watchpoint.test (in guests).
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>

#include <cerrno>

#include "runtime/attach/perf_timer.h"

namespace sonde::runtime::attach {
namespace {

uint32_t KernelMode(const std::string& mode) {
  uint32_t bits = 0;
  for (const char letter : mode)
    bits |= letter == 'r' ? HW_BREAKPOINT_R : letter == 'w' ? HW_BREAKPOINT_W : HW_BREAKPOINT_X;
  return bits;
}

perf_event_attr AttrOf(const bundle::MemoryTarget& watch) {
  perf_event_attr attr{};
  attr.type = PERF_TYPE_BREAKPOINT;
  attr.bp_type = KernelMode(watch.mode);
  attr.bp_addr = watch.address;
  // The kernel wants this length of instructions, whatever theirs is.
  attr.bp_len = watch.mode == "x" ? sizeof(long) : watch.length;
  attr.sample_period = 1;
  attr.disabled = 1;
  return attr;
}

}  // namespace

// On every CPU, whatever runs there: no thread that is just being started can be missed, and the program
// knows whom it is about.
Result<std::vector<UniqueFd>> OpenBreakpoints(const bundle::MemoryTarget& place, int program_fd) {
  Attachments opened;
  if (Status status = OpenOnEveryCpu(AttrOf(place), program_fd, opened); !status) return status.TakeError();
  return opened.TakeWatch(place.address);
}

// One on an argument has nothing to watch yet.
Result<Attached> Breakpoint(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  const auto& watch = bundle::As<bundle::MemoryTarget>(probe.targets[0]);
  Attached attached = NoneYet(context.means);
  if (watch.armed_by >= 0) {
    if (context.targets.empty() && !context.follows)
      return Error(probe.name + ": a watchpoint on an argument needs a process: -p or -c");
    return attached;
  }
  if (Status status = OpenEverywhere(AttrOf(watch), context, to); !status) return status.TakeError();
  attached.count = 1;
  return attached;
}

}  // namespace sonde::runtime::attach
