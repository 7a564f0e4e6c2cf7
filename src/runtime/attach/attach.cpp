// The table of attach handlers, and the descriptors they collect. Leaves: Attach, Attachments. Covered by
// tests/runtime/session_test.cpp.
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

void Attachments::AddPerfEvent(UniqueFd event, bool slow_to_close) {
  if (slow_to_close) LeaveToCloser(event.get());
  perf_events_.push_back(std::move(event));
}

void Attachments::AddLink(UniqueFd link, bool slow_to_close) {
  if (slow_to_close) LeaveToCloser(link.get());
  links_.push_back(std::move(link));
}

void Attachments::LeaveToCloser(int descriptor) {
  if (stop_word_ == nullptr) return;
  if (closer_ == nullptr) {
    closer_ = Closer::Start();
    if (closer_ == nullptr) {
      stop_word_ = nullptr;
      return;
    }
    closer_->SetStopWord(stop_word_);
  }
  closer_->Add(descriptor);
}

void Attachments::Disable() {
  for (const UniqueFd& event : perf_events_)
    ioctl(event.get(), PERF_EVENT_IOC_DISABLE, 0);
}

}  // namespace sonde::runtime
