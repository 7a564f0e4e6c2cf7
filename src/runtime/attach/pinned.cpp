// Files of pinned iterators. Leaves: CheckPinPath, MakePins. Covered by tests/run/iter-pinned.test.
#include "runtime/attach/pinned.h"

#include <bpf/bpf.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>

namespace sonde::runtime {

Status CheckPinPath(const std::string& path) {
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  struct statfs system{};
  if (statfs(folder.c_str(), &system) != 0) return Error::FromErrno("the folder of the pin " + path, errno);
  if (static_cast<unsigned long>(system.f_type) != BPF_FS_MAGIC) {
    return Error("nothing can be pinned to " + path + ": " + folder + " is in no BPF filesystem")
        .Hint("`mount -t bpf bpf /sys/fs/bpf` mounts one");
  }
  struct stat there{};
  if (lstat(path.c_str(), &there) == 0) {
    return Error(path + " exists already").Hint("`rm " + path + "` removes what is pinned there");
  }
  return Status::Ok();
}

Status MakePins(const std::vector<Pin>& pins) {
  for (size_t i = 0; i < pins.size(); ++i) {
    if (bpf_obj_pin(pins[i].link.get(), pins[i].path.c_str()) == 0) continue;
    Error error = Error::FromErrno("pinning to " + pins[i].path, errno);
    for (size_t made = 0; made < i; ++made)
      unlink(pins[made].path.c_str());
    return error;
  }
  return Status::Ok();
}

}  // namespace sonde::runtime
