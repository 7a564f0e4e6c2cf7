// Files of the cache, by descriptors: what is checked is what is used. Leaves: what folder.h declares.
// Covered by tests/cache/folder_test.cpp.
#include "cache/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <pwd.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <utility>
#include <vector>

namespace sonde::cache {
namespace {

constexpr const char* kName = "sonde";
constexpr std::string_view kUnfinished = "new-";
constexpr size_t kDigits = 2 * sizeof(Digest);
constexpr mode_t kOthersWrite = S_IWGRP | S_IWOTH;
constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

std::string Hex(const uint8_t* bytes, size_t size) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (size_t i = 0; i < size; ++i) {
    text += kHex[bytes[i] >> 4U];
    text += kHex[bytes[i] & 15U];
  }
  return text;
}

std::string NameOf(const Digest& digest) {
  return Hex(digest.data(), digest.size());
}

bool IsEntryName(std::string_view name) {
  return name.size() == kDigits && name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool IsOwn(const std::string& folder) {
  struct stat info{};
  return stat(folder.c_str(), &info) == 0 && info.st_uid == geteuid();
}

// Whose ~ it is matters: under sudo HOME may be that of the caller, where root's files have no place.
Result<std::string> CacheHome() {
  const char* chosen = std::getenv("XDG_CACHE_HOME");
  if (chosen != nullptr && *chosen == '/') return std::string(chosen);
  const char* home = std::getenv("HOME");
  std::string folder = home != nullptr && *home == '/' ? home : "";
  if (folder.empty() || !IsOwn(folder)) {
    const passwd* user = getpwuid(geteuid());
    folder = user != nullptr ? user->pw_dir : "";
  }
  if (!folder.starts_with('/') || !IsOwn(folder)) return Error("this user has no home directory");
  return folder + "/.cache";
}

// Where nobody else can put or swap anything: a sticky folder lets only owners do so.
bool IsSafeParent(const struct stat& info) {
  const bool trusted = info.st_uid == geteuid() || info.st_uid == 0;
  return trusted && ((info.st_mode & kOthersWrite) == 0 || (info.st_mode & S_ISVTX) != 0);
}

bool IsPrivate(const struct stat& info) {
  return info.st_uid == geteuid() && (info.st_mode & kOthers) == 0;
}

bool ReadAll(int fd, std::string& bytes) {
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t count = read(fd, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    done += static_cast<size_t>(count);
  }
  return true;
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

}  // namespace

Result<Folder> Folder::Open() {
  auto home = CacheHome();
  if (!home) return home.TakeError();
  return OpenIn(*home);
}

Result<Folder> Folder::OpenIn(const std::string& home) {
  constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  constexpr mode_t kOwnOnly = 0700;
  int parent_fd = open(home.c_str(), kFlags);
  if (parent_fd < 0 && errno == ENOENT && mkdir(home.c_str(), kOwnOnly) == 0)
    parent_fd = open(home.c_str(), kFlags);
  const UniqueFd parent(parent_fd);
  struct stat info{};
  if (parent.get() < 0 || fstat(parent.get(), &info) != 0) return Error::FromErrno(home, errno);
  if (!IsSafeParent(info)) return Error(home + " belongs to another user, or others may write to it");
  constexpr int kOwnFlags = kFlags | O_NOFOLLOW;
  int fd = openat(parent.get(), kName, kOwnFlags);
  if (fd < 0 && errno == ENOENT && mkdirat(parent.get(), kName, kOwnOnly) == 0)
    fd = openat(parent.get(), kName, kOwnFlags);
  UniqueFd folder(fd);
  const std::string path = home + "/" + kName;
  if (folder.get() < 0 || fstat(folder.get(), &info) != 0) return Error::FromErrno(path, errno);
  if (!IsPrivate(info)) return Error(path + " belongs to another user, or is not closed to others");
  return Folder(std::move(folder));
}

std::optional<std::string> Folder::Read(const Digest& name) const {
  // Not blocking: a FIFO is not to be waited for.
  const UniqueFd file(
      openat(fd_.get(), NameOf(name).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat info{};
  if (file.get() < 0 || fstat(file.get(), &info) != 0) return std::nullopt;
  const bool good = S_ISREG(info.st_mode) && IsPrivate(info) && info.st_nlink == 1 && info.st_size >= 0 &&
                    static_cast<uint64_t>(info.st_size) <= kLargestEntry;
  if (!good) return std::nullopt;
  std::string bytes(static_cast<size_t>(info.st_size), '\0');
  if (!ReadAll(file.get(), bytes)) return std::nullopt;
  return bytes;
}

void Folder::Touch(const Digest& name) const {
  const timespec now[2] = {{0, UTIME_OMIT}, {0, UTIME_NOW}};
  utimensat(fd_.get(), NameOf(name).c_str(), now, AT_SYMLINK_NOFOLLOW);
}

Status Folder::Write(const Digest& name, std::string_view bytes, uint64_t most) const {
  if (bytes.size() > std::min(kLargestEntry, most)) return Error("it is too large to be kept");
  uint8_t random[8];
  if (getrandom(random, sizeof random, 0) != sizeof random) return Error::FromErrno("getrandom", errno);
  const std::string unfinished = std::string(kUnfinished) + Hex(random, sizeof random);
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  const UniqueFd file(openat(fd_.get(), unfinished.c_str(), kFlags, 0600));
  if (file.get() < 0) return Error::FromErrno("a file of the cache", errno);
  MakeRoom(most - bytes.size());
  // The umask may have taken rights of the owner.
  if (fchmod(file.get(), 0600) == 0 && WriteAll(file.get(), bytes) &&
      renameat(fd_.get(), unfinished.c_str(), fd_.get(), NameOf(name).c_str()) == 0)
    return Status::Ok();
  const int code = errno;
  unlinkat(fd_.get(), unfinished.c_str(), 0);
  return Error::FromErrno("a file of the cache", code);
}

// Files of other names are not the cache's. What another sonde has not finished within an hour it never will.
void Folder::MakeRoom(uint64_t most) const {
  constexpr time_t kHour = 3600;
  struct File {
    std::string name;
    timespec used;
    uint64_t size;
  };
  const int copy = openat(fd_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (copy < 0) return;
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(fdopendir(copy), closedir);
  if (!listing) {
    close(copy);
    return;
  }
  std::vector<File> files;
  uint64_t total = 0;
  while (const dirent* item = readdir(listing.get())) {
    const std::string name = item->d_name;
    struct stat info{};
    if (fstatat(fd_.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (name.starts_with(kUnfinished) && info.st_mtim.tv_sec + kHour < time(nullptr))
      unlinkat(fd_.get(), name.c_str(), 0);
    if (!IsEntryName(name)) continue;
    // What it takes of the disk, too: many small ones take more than they hold.
    const uint64_t size =
        std::max(static_cast<uint64_t>(info.st_size), static_cast<uint64_t>(info.st_blocks) * 512);
    files.push_back({name, info.st_mtim, size});
    total += size;
  }
  if (total <= most) return;
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) {
    return std::pair(a.used.tv_sec, a.used.tv_nsec) < std::pair(b.used.tv_sec, b.used.tv_nsec);
  });
  // A quarter more than needed, so that not every run has to.
  const uint64_t goal = most - most / 4;
  for (const File& file : files) {
    if (total <= goal) return;
    if (unlinkat(fd_.get(), file.name.c_str(), 0) == 0) total -= file.size;
  }
}

}  // namespace sonde::cache
