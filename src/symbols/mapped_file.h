// Where the file behind a mapping can be opened. Covered by tests/symbols/user_symbols_test.cpp.
#pragma once

#include <sys/stat.h>

#include <array>
#include <optional>
#include <string>

#include "base/foreign_file.h"
#include "symbols/process_maps.h"

namespace sonde {

struct Lead {
  std::string path;
  bool on_same_device = false;  // it counts only there
};

// Where the mapped file may be, the best first. What goes by way of the process can be gone a moment after it
// was there, so its plain path comes first where that is surely the same file. Some file systems (btrfs,
// overlays) name another device in maps than stat does: there the inode has to do. The mapping itself leads
// to a file that was deleted or replaced.
std::array<Lead, 4> LeadsTo(int pid, const Mapping& mapping);

// Whether a lead leads to the mapped file now; `info` becomes what is known of that.
bool IsMapped(const Lead& lead, const Mapping& mapping, struct stat& info);

// What leads to `file` by way of a process is gone with it; its plain path stays, if it is the same file.
std::string LastingPath(const std::string& path, const struct stat& file, const std::string& plain);

// A path behind which the mapped file is; nothing if there is none.
std::optional<std::string> FindMappedFile(int pid, const Mapping& mapping);

// The code that the kernel maps into every process, as a file in memory; nothing if there is none.
class VdsoCopy {
 public:
  explicit VdsoCopy(int fd) : fd_(fd) {}
  VdsoCopy(VdsoCopy&& other) noexcept;
  VdsoCopy& operator=(VdsoCopy&&) = delete;
  ~VdsoCopy();
  // Valid as long as this lives.
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

 private:
  int fd_;
};
std::optional<VdsoCopy> CopyVdso();

}  // namespace sonde
