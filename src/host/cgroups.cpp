// Numbers of control groups: what the file handles of their directories hold (include/linux/exportfs.h,
// FILEID_KERNFS). Leaves: FindCgroupId. Covered by tests/host/cgroups_test.cpp.
#include "host/cgroups.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <cerrno>
#include <cstring>

namespace sonde {

int FindCgroupId(const char* path, uint64_t& id) {
  struct stat info{};
  struct statfs system{};
  if (stat(path, &info) != 0 || statfs(path, &system) != 0) return errno;
  if (!S_ISDIR(info.st_mode)) return ENOTDIR;
  if (system.f_type != CGROUP2_SUPER_MAGIC && system.f_type != CGROUP_SUPER_MAGIC) return ENOTSUP;
  alignas(file_handle) char bytes[sizeof(file_handle) + sizeof(id)]{};
  auto* handle = reinterpret_cast<file_handle*>(bytes);
  handle->handle_bytes = sizeof(id);
  int mount = 0;
  if (name_to_handle_at(AT_FDCWD, path, handle, &mount, 0) != 0) return errno;
  std::memcpy(&id, bytes + sizeof(file_handle), sizeof(id));
  return 0;
}

}  // namespace sonde
