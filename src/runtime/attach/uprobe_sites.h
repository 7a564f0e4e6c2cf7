// Where the targets of a uprobe or a static probe are in their files. Covered by
// tests/runtime/session_test.cpp and tests/run/uprobe-places.test.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "runtime/attach/attach.h"

namespace sonde::runtime::attach {

// A target found in its file.
struct UserSite {
  std::string name;
  uint64_t file_offset = 0;
  uint64_t target = 0;     // its number in the probe
  uint64_t semaphore = 0;  // of a static probe: file offset of its counter; 0: none
};

using UserSites = std::map<std::string, std::vector<UserSite>>;  // by file

// Where the targets of a probe are; what is not found, or may have no probe, goes to `attached.missing`.
UserSites FindUserSites(const bundle::ProbeMeta& probe, HostView& host, Attached& attached);

// The same of a static probe (marker_sites.cpp).
UserSites FindMarkerSites(const bundle::ProbeMeta& probe, HostView& host, Attached& attached);

// Whether its targets are places of a static probe, which is one whatever their number.
inline bool AtMarkerOf(const bundle::ProbeMeta& probe) {
  return (RowOf(probe.kind).flags & AtMarker) != 0;
}

}  // namespace sonde::runtime::attach
