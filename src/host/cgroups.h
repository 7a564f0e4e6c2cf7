// Control groups by path. Covered by tests/host/cgroups_test.cpp.
#pragma once

#include <cstdint>

namespace sonde {

// Sets `id` to what the kernel calls the cgroup of a directory, as the `cgroup` builtin gives it, and returns
// 0. An errno otherwise; ENOTSUP: the directory is in no cgroup file system.
int FindCgroupId(const char* path, uint64_t& id);

}  // namespace sonde
