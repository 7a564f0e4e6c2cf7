// Who has a BPF program open: processes with a descriptor of the program or of a link to it. Covered by
// tests/top/owners_test.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace sonde::top {

struct Owner {
  int pid = 0;
  std::string name;  // as the kernel has it: up to 15 bytes of whatever the process says
};

// By the program's number, each with its owners by pid.
using Owners = std::map<uint32_t, std::vector<Owner>>;

// Looks through the descriptors of all processes that this one may look at, below `proc` ("/proc"). Programs
// that are attached for good, or pinned, have nobody.
Owners FindOwners(const std::string& proc);

}  // namespace sonde::top
