// Replacing a file in one step. Leaves: ReplaceFile. Covered by tests/base/files_test.cpp.
#include "base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace sonde {
namespace {

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(put));
  }
  return true;
}

}  // namespace

Status ReplaceFile(const std::string& path, std::initializer_list<std::string_view> parts, mode_t mode) {
  // mkostemp picks a name that cannot be foreseen and never opens what is already there.
  std::string temporary = path + ".XXXXXX";
  const int fd = mkostemp(temporary.data(), O_CLOEXEC);
  if (fd < 0) return Error::FromErrno("failed to create a file beside '" + path + "'", errno);
  bool done = true;
  for (const std::string_view part : parts)
    done = done && WriteAll(fd, part);
  done = done && fchmod(fd, mode) == 0 && rename(temporary.c_str(), path.c_str()) == 0;
  const int code = errno;
  close(fd);
  if (done) return Status::Ok();
  unlink(temporary.c_str());
  return Error::FromErrno("failed to write '" + path + "'", code);
}

}  // namespace sonde
