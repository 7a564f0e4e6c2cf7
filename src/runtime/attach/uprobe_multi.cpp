// uprobe_multi: one link for many places of a file. Covered by tests/runtime/session_test.cpp,
// tests/run/uprobes.test and tests/run/usdt.test.
#include <algorithm>
#include <cerrno>
#include <map>
#include <span>

#include "runtime/attach/uprobe_sites.h"
#include "runtime/kernel.h"

namespace sonde::runtime::attach {
namespace {

// One link for each process. 0, or a negative errno: then nothing was attached.
int LinkRun(const std::string& path, const UserPlaces& places, bool at_return, const AttachContext& context,
            Attachments& to) {
  std::vector<UniqueFd> links;
  for (const int process : context.targets.empty() ? std::vector<int>{0} : context.targets) {
    const int fd = LinkUprobeMulti(context.program_fd, path, places, at_return, process);
    if (fd < 0) return fd;
    links.emplace_back(fd);
  }
  for (UniqueFd& link : links)
    to.AddLink(std::move(link), true);
  return 0;
}

// Several names of one place: one call is one event. Which place it is needs no cookie where the function's
// address tells it.
UserPlaces DistinctPlaces(std::span<const UserSite> sites, bool at_marker) {
  std::map<uint64_t, const UserSite*> by_offset;
  for (const UserSite& site : sites)
    by_offset.try_emplace(site.file_offset, &site);
  UserPlaces places;
  for (const auto& [offset, site] : by_offset) {
    places.offsets.push_back(offset);
    if (!at_marker) continue;
    places.counters.push_back(site->semaphore);
    places.cookies.push_back(bundle::kTargetOfProbe + site->target);
  }
  return places;
}

void AttachRun(const bundle::ProbeMeta& probe, const std::string& path, std::span<const UserSite> places,
               const AttachContext& context, Attachments& to, Attached& attached) {
  const int error = LinkRun(path, DistinctPlaces(places, AtMarkerOf(probe)), AtReturnOf(probe), context, to);
  if (error == 0) {
    attached.count += places.size();
    return;
  }
  if (places.size() > 1 && (error == -EINVAL || error == -ENOENT || error == -EIO)) {
    const size_t half = places.size() / 2;
    AttachRun(probe, path, places.first(half), context, to, attached);
    AttachRun(probe, path, places.subspan(half), context, to, attached);
    return;
  }
  for (const UserSite& place : places) {
    attached.missing.push_back({place.name, Error::FromErrno("uprobe_multi link", error)});
  }
}

}  // namespace

Result<Attached> UprobeMulti(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to) {
  Attached attached = NoneYet(context.means);
  for (const auto& [path, places] : FindUserSites(probe, context.host, attached))
    AttachRun(probe, path, places, context, to, attached);
  if (AtMarkerOf(probe)) attached.count = std::min<size_t>(attached.count, 1);
  return attached;
}

}  // namespace sonde::runtime::attach
