// ForeignFile: the one way to open a file whose name or contents come from outside: named by a traced
// program, by its debug information, by a script, on the command line. Such a name may lead to a pipe nobody
// writes to, to a device, or to a file without end. Reading one neither hangs nor fills the memory: regular
// files only, nothing is opened before it is known to be one, and a limit on the bytes. Covered by
// tests/base/foreign_file_test.cpp; docs/design/foreign-files.md says who uses it with which limits.
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sonde {

// How a path may be followed.
struct OpenRules {
  uint64_t most = 0;  // bytes that a file may have; a larger one is an error
  // A link as the last part of the path is refused.
  bool no_links = false;
  // The path is one of this folder's world, a process' /proc/PID/root for instance: no link leads out of it.
  std::string_view root = {};
  // Also what has no size: pipes, terminals, devices. Waits for them as `cat` does; for what the user names
  // directly, never for what a file or a process names.
  bool streams = false;
};

class ForeignFile {
 public:
  // Errors: "open PATH: REASON", the reason alone as the innermost cause.
  static Result<ForeignFile> Open(const std::string& path, const OpenRules& rules);
  static Result<ForeignFile> Open(const std::string& path, uint64_t most) {
    return Open(path, OpenRules{most});
  }
  // Takes over an open descriptor (standard input), which is not asked what it is.
  static ForeignFile FromDescriptor(int fd, std::string name, uint64_t most);

  ForeignFile(ForeignFile&& other) noexcept;
  ForeignFile& operator=(ForeignFile&& other) noexcept;
  ~ForeignFile();

  // Valid while this lives. Reads through it may find less than `size`: files shrink.
  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  // As the file was when it was opened. Files of procfs and their like have the size 0 and contents all the
  // same.
  [[nodiscard]] uint64_t size() const { return static_cast<uint64_t>(info_.st_size); }
  [[nodiscard]] const struct stat& info() const { return info_; }

  // From the current position to the end; more than the limit is an error.
  [[nodiscard]] Result<std::string> ReadAll() const;
  // Up to `bytes` bytes from `offset`; fewer at the end of the file or on an error of the device.
  size_t ReadAt(uint64_t offset, void* to, size_t bytes) const;

 private:
  ForeignFile(int fd, std::string path, uint64_t most) : fd_(fd), path_(std::move(path)), most_(most) {}

  int fd_ = -1;
  std::string path_;
  uint64_t most_ = 0;
  bool waits_ = false;  // a stream, which may have nothing to read at the moment
  struct stat info_{};
};

// The contents of a file of at most `most` bytes.
Result<std::string> ReadForeign(const std::string& path, uint64_t most);

// "64 MiB", "100 bytes": a limit in words.
std::string InWords(uint64_t bytes);

}  // namespace sonde
