// tracepoint: a perf event for the tracepoint's number; one serves all CPUs. Covered by
// tests/runtime/session_test.cpp.
#include <linux/perf_event.h>

#include "runtime/attach/attach.h"
#include "runtime/kernel.h"

namespace sonde::runtime::attach {
namespace {

Status AttachOne(const bundle::TracepointTarget& target, const AttachContext& context, Attachments& to) {
  auto format = context.host.Tracepoint(target.category, target.event);
  if (!format) return format.TakeError();
  perf_event_attr attr{};
  attr.type = PERF_TYPE_TRACEPOINT;
  attr.config = format->id;
  attr.sample_period = 1;
  auto event = OpenPerfEvent(attr, -1, OnlineCpus().front());
  if (!event) return event.TakeError();
  if (Status status = StartPerfEvent(event->get(), context.program_fd); !status) return status;
  to.AddPerfEvent(std::move(*event), true);
  return Status::Ok();
}

}  // namespace

Result<Attached> TracepointEvent(const bundle::ProbeMeta& probe, const AttachContext& context,
                                 Attachments& to) {
  Attached attached = NoneYet(context.means);
  for (const bundle::AttachTarget& one : probe.targets) {
    const auto& target = bundle::As<bundle::TracepointTarget>(one);
    if (Status status = AttachOne(target, context, to); !status) {
      attached.missing.push_back({"tracepoint:" + target.category + ":" + target.event, status.TakeError()});
    } else {
      ++attached.count;
    }
  }
  return attached;
}

}  // namespace sonde::runtime::attach
