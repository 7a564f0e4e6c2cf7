// The table of attach handlers, and the descriptors they collect. Leaves: Attach, LacksFeature, Attachments.
// Covered by tests/runtime/session_test.cpp.
#include "runtime/attach/attach.h"

#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "plan/choose.h"
#include "probes/attach_point.h"
#include "runtime/lockdown.h"
#include "runtime/privileges.h"

namespace sonde::runtime {
namespace {

using Handler = Result<Attached> (*)(const bundle::ProbeMeta&, const AttachContext&, Attachments&);

constexpr Handler kHandlers[] = {
#define MEANS(id, attach_type, descriptors, how) attach::id,
#include "defs/attach.def"
};

Error Explain(Error error) {
  if (error.code != EPERM && error.code != EACCES) return error;
  return BlameCapabilities(BlameLockdown(std::move(error)));
}

}  // namespace

Error LacksFeature(const bundle::ProbeMeta& probe, Feature feature, HostView& host) {
  if (feature == Feature::Tracepoint) {  // the host knows why, and what to do
    const auto& target = bundle::As<bundle::TracepointTarget>(probe.targets[0]);
    if (auto format = host.Tracepoint(target.category, target.event); !format) return format.TakeError();
  }
  Error error(probe.name + ": this kernel has no " + std::string(RowOf(feature).lack));
  const std::string subject = probe.targets.empty() ? "" : bundle::SubjectOf(probe.targets[0]);
  for (std::string& hint : SuggestAlternatives(probe.kind, subject, host))
    error = std::move(error).Hint(std::move(hint));
  return error;
}

Result<Attached> Attach(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  if (const auto missing = plan::FindMissing(probe.needed_features, context.host))
    return LacksFeature(probe, *missing, context.host);
  auto attached = kHandlers[static_cast<size_t>(context.means)](probe, context, to);
  if (!attached) return Explain(attached.TakeError());
  for (Missing& missing : attached->missing)
    missing.error = Explain(std::move(missing.error));
  return attached;
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

Result<bool> Attachments::ReadObjects(size_t most) {
  char objects[kMostObjects];
  while (iterators_read_ < iterators_.size()) {
    const ssize_t size = read(iterators_[iterators_read_].get(), objects, std::min(most, kMostObjects));
    if (size > 0) return true;
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) return true;
    iterators_[iterators_read_].Reset();
    ++iterators_read_;
    if (size < 0) return Error::FromErrno("reading the kernel's objects", errno);
  }
  return false;
}

void Attachments::Disable() {
  for (const UniqueFd& event : perf_events_)
    ioctl(event.get(), PERF_EVENT_IOC_DISABLE, 0);
  for (const auto& [address, events] : watches_) {
    for (const UniqueFd& event : events)
      ioctl(event.get(), PERF_EVENT_IOC_DISABLE, 0);
  }
}

std::vector<UniqueFd> Attachments::TakeWatch(uint64_t address) {
  const auto found = watches_.find(address);
  if (found == watches_.end()) return {};
  std::vector<UniqueFd> events = std::move(found->second);
  watches_.erase(found);
  return events;
}

}  // namespace sonde::runtime
