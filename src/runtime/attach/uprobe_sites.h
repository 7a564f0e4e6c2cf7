// Where the targets of a uprobe are in their files. Covered by tests/runtime/session_test.cpp and
// tests/run/uprobe-places.test.
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
  uint64_t target = 0;  // its number in the probe
};

// Places by file; what is not found, or may have no probe, goes to `attached.missing`.
std::map<std::string, std::vector<UserSite>> FindUserSites(const bundle::ProbeMeta& probe, HostView& host,
                                                           Attached& attached);

}  // namespace sonde::runtime::attach
