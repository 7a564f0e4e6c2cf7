// The table of attach handlers, and the descriptors they collect. Leaves: Attach, AttachesInReverse,
// Attachments. Covered by tests/runtime/session_test.cpp.
#include "runtime/attach/attach.h"

#include <linux/perf_event.h>
#include <sys/ioctl.h>

namespace sonde::runtime {
namespace {

using Handler = Result<Attached> (*)(const bundle::ProbeMeta&, const AttachContext&, Attachments&);

constexpr Handler kHandlers[] = {
#define PROBE(id, name, alias, old_name, program, context, flags, help) attach::id,
#include "defs/probe_types.def"
};

}  // namespace

Result<Attached> Attach(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  return kHandlers[static_cast<size_t>(probe.kind)](probe, context, to);
}

bool AttachesInReverse(ProbeKind kind) {
  const uint32_t flags = RowOf(kind).flags;
  if ((flags & InUser) != 0) return true;
  return (flags & InKernel) != 0 && (flags & AtReturn) == 0;
}

void Attachments::Disable() {
  for (const UniqueFd& event : perf_events_)
    ioctl(event.get(), PERF_EVENT_IOC_DISABLE, 0);
}

void Attachments::Close() {
  perf_events_.clear();
  links_.clear();
}

std::vector<int> Attachments::Descriptors() const {
  std::vector<int> descriptors;
  for (const UniqueFd& event : perf_events_)
    descriptors.push_back(event.get());
  for (const UniqueFd& link : links_)
    descriptors.push_back(link.get());
  return descriptors;
}

}  // namespace sonde::runtime
