// Replacing a file in one step. Leaves: ReplaceFile. Covered by tests/base/files_test.cpp.
#include "base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

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

bool WriteParts(int fd, std::initializer_list<std::string_view> parts) {
  return std::all_of(parts.begin(), parts.end(), [fd](std::string_view part) { return WriteAll(fd, part); });
}

// Where the links behind `path` end; nothing needs to be there.
std::string FollowLinks(std::string path) {
  namespace fs = std::filesystem;
  constexpr int kMostLinks = 40;  // as the kernel
  for (int i = 0; i < kMostLinks; ++i) {
    std::error_code none;
    const fs::path target = fs::read_symlink(path, none);
    if (none) break;
    path = fs::path(path).parent_path() / target;
  }
  return path;
}

Status WriteThrough(const std::string& path, std::initializer_list<std::string_view> parts) {
  const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  const bool done = fd >= 0 && WriteParts(fd, parts);
  const int code = errno;
  if (fd >= 0) close(fd);
  return done ? Status::Ok() : Error::FromErrno("failed to write '" + path + "'", code);
}

mode_t WithoutUmask(mode_t mode) {
  const mode_t mask = umask(0);
  umask(mask);
  return mode & ~mask;
}

// Everyone who may read `had` may also execute if that is what `mode` is for.
mode_t KeptMode(mode_t had, mode_t mode) {
  const mode_t readers = had & 0444U;
  return (had & 0777U) | (readers >> 2 & mode & 0111U);
}

}  // namespace

Status ReplaceFile(const std::string& path, std::initializer_list<std::string_view> parts, mode_t mode,
                   SpecialFile special) {
  struct stat old{};
  const bool exists = stat(path.c_str(), &old) == 0;
  if (exists && S_ISDIR(old.st_mode)) return Error::FromErrno("failed to write '" + path + "'", EISDIR);
  if (exists && !S_ISREG(old.st_mode)) {
    if (special == SpecialFile::WriteThrough) return WriteThrough(path, parts);
    return Error("failed to write '" + path + "': it is not a regular file");
  }
  const std::string target = FollowLinks(path);
  // mkostemp picks a name that cannot be foreseen and never opens what is already there.
  std::string temporary = target + ".XXXXXX";
  const int fd = mkostemp(temporary.data(), O_CLOEXEC);
  if (fd < 0) return Error::FromErrno("failed to create a file beside '" + path + "'", errno);
  bool done = WriteParts(fd, parts);
  // Only root can give files away; others keep what they write, as with an editor.
  if (exists && fchown(fd, old.st_uid, old.st_gid) != 0 && geteuid() == 0) done = false;
  const mode_t wanted = exists ? KeptMode(old.st_mode, mode) : WithoutUmask(mode);
  done = done && fchmod(fd, wanted) == 0 && rename(temporary.c_str(), target.c_str()) == 0;
  const int code = errno;
  close(fd);
  if (done) return Status::Ok();
  unlink(temporary.c_str());
  return Error::FromErrno("failed to write '" + path + "'", code);
}

}  // namespace sonde
