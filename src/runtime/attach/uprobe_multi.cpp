// uprobe_multi: one link for many places of a file. Covered by tests/runtime/session_test.cpp and, in guests,
// tests/run/uprobes.test.
#include <algorithm>
#include <cerrno>
#include <span>

#include "runtime/attach/uprobe_sites.h"
#include "runtime/kernel.h"

namespace sonde::runtime::attach {
namespace {

// One link for each process. 0, or a negative errno: then nothing was attached.
int LinkRun(const std::string& path, std::span<const uint64_t> offsets, bool at_return,
            const AttachContext& context, Attachments& to) {
  std::vector<UniqueFd> links;
  for (const int process : context.targets.empty() ? std::vector<int>{0} : context.targets) {
    const int fd = LinkUprobeMulti(context.program_fd, path, offsets, at_return, process);
    if (fd < 0) return fd;
    links.emplace_back(fd);
  }
  for (UniqueFd& link : links)
    to.AddLink(std::move(link), true);
  return 0;
}

// Several names of one place: one call is one event.
std::vector<uint64_t> DistinctOffsets(std::span<const UserSite> places) {
  std::vector<uint64_t> offsets;
  offsets.reserve(places.size());
  for (const UserSite& place : places)
    offsets.push_back(place.file_offset);
  std::sort(offsets.begin(), offsets.end());
  offsets.erase(std::unique(offsets.begin(), offsets.end()), offsets.end());
  return offsets;
}

void AttachRun(const std::string& path, std::span<const UserSite> places, bool at_return,
               const AttachContext& context, Attachments& to, Attached& attached) {
  const int error = LinkRun(path, DistinctOffsets(places), at_return, context, to);
  if (error == 0) {
    attached.count += places.size();
    return;
  }
  if (places.size() > 1 && (error == -EINVAL || error == -ENOENT || error == -EIO)) {
    const size_t half = places.size() / 2;
    AttachRun(path, places.first(half), at_return, context, to, attached);
    AttachRun(path, places.subspan(half), at_return, context, to, attached);
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
    AttachRun(path, places, AtReturnOf(probe), context, to, attached);
  return attached;
}

}  // namespace sonde::runtime::attach
