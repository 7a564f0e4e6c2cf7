// uprobe, uretprobe and usdt by perf events, one for each place. Covered by tests/runtime/session_test.cpp,
// tests/run/uprobes.test and tests/run/usdt.test.
#include <linux/perf_event.h>

#include <algorithm>

#include "runtime/attach/uprobe_sites.h"
#include "runtime/kernel.h"

namespace sonde::runtime::attach {
namespace {

// A program that serves several places is told by a cookie which one it is in: builtins.cpp of codegen.
Status Start(int event, const UserSite& place, const AttachContext& context, Attachments& to) {
  if (context.means == Means::UprobeEvent) return StartPerfEvent(event, context.program_fd);
  auto link = LinkPerfEvent(event, context.program_fd, bundle::kTargetOfProbe + place.target);
  if (!link) return link.TakeError();
  to.AddLink(std::move(*link), true);
  return Status::Ok();
}

// At returns kernels (6.12 is one) do not look at the event's process: in each of several the program would
// run for all events. So there is one, and the program looks itself (frame.cpp of codegen).
Status AttachOne(const perf_event_attr& attr, const UserSite& place, bool at_return,
                 const AttachContext& context, Attachments& to) {
  const bool all = context.targets.empty() || (at_return && context.targets.size() > 1);
  for (const int process : all ? std::vector<int>{-1} : context.targets) {
    auto event = OpenPerfEvent(attr, process, all ? OnlineCpus().front() : -1);
    if (!event) return event.TakeError();
    if (Status status = Start(event->get(), place, context, to); !status) return status;
    to.AddPerfEvent(std::move(*event), true);
  }
  return Status::Ok();
}

// Of a static probe's counter config has the offset in its upper half (events/uprobe/format/ref_ctr_offset).
constexpr unsigned kCounterShift = 32;

perf_event_attr AttrOf(const ProbePmu& pmu, const std::string& path, const UserSite& place, bool at_return) {
  perf_event_attr attr{};
  attr.type = pmu.type;
  attr.config = (at_return ? pmu.return_bit : 0) | place.semaphore << kCounterShift;
  attr.config1 = reinterpret_cast<uint64_t>(path.c_str());
  attr.config2 = place.file_offset;
  return attr;
}

Status AttachPlace(const ProbePmu& pmu, const std::string& path, const UserSite& place, bool at_return,
                   const AttachContext& context, Attachments& to) {
  if (place.semaphore >> kCounterShift != 0)
    return Error("its semaphore lies beyond the first 4 GiB of the file");
  return AttachOne(AttrOf(pmu, path, place, at_return), place, at_return, context, to);
}

Result<Attached> AttachEvents(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  Attached attached = NoneYet(context.means);
  const auto files = FindUserSites(probe, context.host, attached);
  auto pmu = FindProbePmu("uprobe");
  if (!pmu) return LacksFeature(probe, Feature::Uprobe, context.host);
  for (const auto& [path, places] : files) {
    std::map<uint64_t, bool> done;  // several names of one place: one call is one event
    for (const UserSite& place : places) {
      if (const auto known = done.find(place.file_offset); known != done.end() && known->second) {
        ++attached.count;
        continue;
      }
      Status status = AttachPlace(*pmu, path, place, AtReturnOf(probe), context, to);
      done[place.file_offset] = status.ok();
      if (status.ok()) {
        ++attached.count;
      } else {
        attached.missing.push_back({place.name, status.TakeError()});
      }
    }
  }
  if (AtMarkerOf(probe)) attached.count = std::min<size_t>(attached.count, 1);
  return attached;
}

}  // namespace

Result<Attached> UprobeEvent(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  return AttachEvents(probe, context, to);
}

Result<Attached> UprobeCookie(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  return AttachEvents(probe, context, to);
}

}  // namespace sonde::runtime::attach
