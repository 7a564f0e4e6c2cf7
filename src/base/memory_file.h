// MemoryFile: a file without a name that only this process and its children reach.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sonde {

class MemoryFile {
 public:
  MemoryFile() : fd_(memfd_create("sonde", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (fd_ >= 0) close(fd_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  [[nodiscard]] bool is_open() const { return fd_ >= 0; }
  [[nodiscard]] int fd() const { return fd_; }
  // For interfaces that want a name.
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

  Status Write(std::string_view bytes) const {
    for (size_t done = 0; done < bytes.size();) {
      const ssize_t count = write(fd_, bytes.data() + done, bytes.size() - done);
      if (count <= 0) return Error::FromErrno("writing to memory", errno);
      done += static_cast<size_t>(count);
    }
    return Status::Ok();
  }

  // From the beginning.
  [[nodiscard]] std::string Read() const {
    std::string bytes;
    char piece[4096];
    for (;;) {
      const ssize_t count = pread(fd_, piece, sizeof piece, static_cast<off_t>(bytes.size()));
      if (count <= 0) return bytes;
      bytes.append(piece, static_cast<size_t>(count));
    }
  }

 private:
  int fd_;
};

}  // namespace sonde
