// Opening and reading what others have named. Leaves: ForeignFile, ReadForeign. Covered by
// tests/base/foreign_file_test.cpp.
#include "base/foreign_file.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace sonde {
namespace {

Error Refused(const std::string& path, std::string reason) {
  return Error(std::move(reason)).While("open " + path);
}

Error Failed(const std::string& path, int code) {
  return Refused(path, std::strerror(code));
}

const char* KindOf(mode_t mode) {
  if (S_ISDIR(mode)) return "it is a directory";
  if (S_ISFIFO(mode)) return "it is a named pipe";
  if (S_ISSOCK(mode)) return "it is a socket";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "it is a device";
  return "it is not a regular file";
}

// Looks the path up as the rules say. -1 with errno.
int OpenPath(const std::string& path, const OpenRules& rules, int flags) {
  flags |= O_CLOEXEC | (rules.no_links ? O_NOFOLLOW : 0);
  if (rules.root.empty()) return open(path.c_str(), flags);
  const int root = open(std::string(rules.root).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (root < 0) return -1;
  open_how how{};
  how.flags = static_cast<uint64_t>(flags);
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  const auto fd = static_cast<int>(syscall(SYS_openat2, root, path.c_str(), &how, sizeof(how)));
  const int code = errno;
  close(root);
  errno = code;
  return fd;
}

// Opens for reading what `handle` stands for, whatever has come under its name meanwhile. O_NONBLOCK is for
// regular files too: some of tracefs wait for events, and a lease that somebody holds on a file would be
// waited for. Where there is no /proc the name has to do.
int OpenHandle(int handle, const std::string& path, const OpenRules& rules, bool wait) {
  const int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | (wait ? 0 : O_NONBLOCK);
  const int fd = open(("/proc/self/fd/" + std::to_string(handle)).c_str(), flags);
  return fd < 0 && errno == ENOENT ? OpenPath(path, rules, flags) : fd;
}

// Until there is something to read; for descriptors that others have made non-blocking.
bool Wait(int fd) {
  pollfd wait{fd, POLLIN, 0};
  return poll(&wait, 1, -1) > 0 || errno == EINTR;
}

}  // namespace

Result<ForeignFile> ForeignFile::Open(const std::string& path, const OpenRules& rules) {
  // A handle opens nothing yet: no device is touched and no pipe is waited for.
  const ForeignFile handle(OpenPath(path, rules, O_PATH), path, 0);
  struct stat info{};
  if (handle.fd_ < 0 || fstat(handle.fd_, &info) != 0) return Failed(path, errno);
  const bool regular = S_ISREG(info.st_mode);
  if (!regular && S_ISLNK(info.st_mode)) return Refused(path, "it is a symbolic link");
  if (!regular && (!rules.streams || S_ISDIR(info.st_mode) || S_ISSOCK(info.st_mode))) {
    return Refused(path, KindOf(info.st_mode));
  }
  if (regular && static_cast<uint64_t>(info.st_size) > rules.most) {
    return Refused(path, "it is larger than " + InWords(rules.most));
  }
  ForeignFile file(OpenHandle(handle.fd_, path, rules, !regular), path, rules.most);
  if (file.fd_ < 0 || fstat(file.fd_, &file.info_) != 0) return Failed(path, errno);
  if (S_ISREG(file.info_.st_mode) != regular) return Refused(path, "it has been replaced meanwhile");
  file.waits_ = !regular;
  return file;
}

ForeignFile ForeignFile::FromDescriptor(int fd, std::string name, uint64_t most) {
  ForeignFile file(fd, std::move(name), most);
  fstat(fd, &file.info_);
  file.waits_ = true;
  return file;
}

ForeignFile::ForeignFile(ForeignFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      path_(std::move(other.path_)),
      most_(other.most_),
      waits_(other.waits_),
      info_(other.info_) {}

ForeignFile& ForeignFile::operator=(ForeignFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(path_, other.path_);
  std::swap(most_, other.most_);
  std::swap(waits_, other.waits_);
  std::swap(info_, other.info_);
  return *this;
}

ForeignFile::~ForeignFile() {
  if (fd_ >= 0) close(fd_);
}

Result<std::string> ForeignFile::ReadAll() const {
  std::string bytes;
  size_t filled = 0;
  for (;;) {
    if (filled == bytes.size()) {
      if (filled > most_) return Error("it is larger than " + InWords(most_)).While("read " + path_);
      // One byte more than the file has, so that its end is seen at once; and one more than is allowed, so
      // that more is seen.
      const uint64_t wanted = filled == 0 ? size() + 1 : filled * 2 + 16384;
      bytes.resize(std::min<uint64_t>(std::max<uint64_t>(wanted, 4096), std::max(most_, most_ + 1)));
    }
    const ssize_t got = read(fd_, bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && (errno == EINTR || (errno == EAGAIN && waits_ && Wait(fd_)))) continue;
    if (got < 0) return Error(std::strerror(errno)).While("read " + path_);
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

size_t ForeignFile::ReadAt(uint64_t offset, void* to, size_t bytes) const {
  size_t filled = 0;
  while (filled < bytes) {
    const ssize_t got =
        pread(fd_, static_cast<char*>(to) + filled, bytes - filled, static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    filled += static_cast<size_t>(got);
  }
  return filled;
}

Result<std::string> ReadForeign(const std::string& path, uint64_t most) {
  auto file = ForeignFile::Open(path, most);
  if (!file) return file.TakeError();
  return file->ReadAll();
}

std::string InWords(uint64_t bytes) {
  constexpr const char* kUnits[] = {" bytes", " KiB", " MiB", " GiB"};
  size_t unit = 0;
  while (unit + 1 < std::size(kUnits) && bytes >= 1024 && bytes % 1024 == 0) {
    bytes /= 1024;
    ++unit;
  }
  return std::to_string(bytes) + kUnits[unit];
}

}  // namespace sonde
