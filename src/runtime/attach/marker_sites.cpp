// Finding the places of static probes (USDT). Leaves: FindMarkerSites. Covered by tests/run/usdt.test.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "runtime/attach/uprobe_sites.h"

namespace sonde::runtime::attach {
namespace {

using Markers = Result<std::vector<UserMarker>>;

// The program reads arguments where the note said that they are. Of another build of the file that would give
// wrong values.
Status CheckNote(const bundle::MarkerTarget& target, const Markers& markers, HostView& host) {
  const auto other = [] {
    return Error("the file is not the one that this was compiled for").Hint("compile it again for this file");
  };
  if (!markers) return markers.error();
  const auto same = [&](const UserMarker& marker) {
    return marker.provider == target.provider && marker.name == target.name &&
           marker.address == target.address && marker.semaphore == target.semaphore &&
           marker.arguments == target.arguments;
  };
  if (std::none_of(markers->begin(), markers->end(), same)) return other();
  for (const bundle::MarkerSymbol& symbol : target.symbols) {
    const auto found = host.FindUserSymbol(target.path, symbol.name);
    if (!found || found->address != symbol.address) return other();
  }
  return Status::Ok();
}

// `file`, `markers`: those of the target.
Result<UserSite> SiteOf(const bundle::ProbeMeta& probe, size_t number, const FilePart& file,
                        const Markers& markers, HostView& host) {
  const auto& target = bundle::As<bundle::MarkerTarget>(probe.targets[number]);
  if (Status status = CheckNote(target, markers, host); !status) return status.TakeError();
  UserSite site{probe.name, 0, number};
  auto offset = host.UserFileOffset(target.path, target.address);
  if (!offset) return offset.TakeError();
  site.file_offset = file.offset + *offset;
  if (target.semaphore == 0) return site;
  auto semaphore = host.UserFileOffset(target.path, target.semaphore);
  if (!semaphore) return semaphore.TakeError().While("its semaphore");
  site.semaphore = file.offset + *semaphore;
  return site;
}

}  // namespace

UserSites FindMarkerSites(const bundle::ProbeMeta& probe, HostView& host, Attached& attached) {
  UserSites files;
  std::map<std::string, Markers> markers;  // of each file once: a probe may be at thousands of places
  for (size_t number = 0; number < probe.targets.size(); ++number) {
    const std::string& path = bundle::PathOf(probe.targets[number]);
    auto known = markers.find(path);
    if (known == markers.end()) known = markers.emplace(path, host.UserMarkers(path)).first;
    const auto file = host.PartOf(path);
    auto site = file ? SiteOf(probe, number, *file, known->second, host) : Result<UserSite>(file.error());
    if (site) {
      files[file->path].push_back(std::move(*site));
    } else {
      attached.missing.push_back({probe.name, site.TakeError()});
    }
  }
  return files;
}

}  // namespace sonde::runtime::attach
