// A bundle at the end of an executable: written by --aot, found by sonde-run in itself.
// Leaves: FindAppended, WriteExecutable. Covered by tests/bundle/bundle_test.cpp.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/files.h"
#include "base/unique_fd.h"
#include "bundle/bundle.h"

namespace sonde::bundle {
namespace {

constexpr char kTrailerMagic[8] = {'S', 'O', 'N', 'D', 'E', 'A', 'O', 'T'};
constexpr uint64_t kMaxAppended = 512ULL << 20;  // bytes

struct Trailer {
  uint64_t bundle_size;
  char magic[8];
};
static_assert(sizeof(Trailer) == 16);

bool ReadAt(int fd, uint64_t offset, void* to, size_t size) {
  auto* bytes = static_cast<char*>(to);
  while (size > 0) {
    const ssize_t got = pread(fd, bytes, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    bytes += got;
    offset += static_cast<uint64_t>(got);
    size -= static_cast<size_t>(got);
  }
  return true;
}

}  // namespace

Result<std::optional<Bundle>> FindAppended(const std::string& path) {
  const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return Error::FromErrno("failed to open '" + path + "'", errno);
  struct stat info{};
  if (fstat(file.get(), &info) != 0) return Error::FromErrno("failed to read '" + path + "'", errno);
  const auto size = static_cast<uint64_t>(info.st_size);
  Trailer trailer{};
  if (size < sizeof(trailer)) return std::optional<Bundle>();
  if (!ReadAt(file.get(), size - sizeof(trailer), &trailer, sizeof(trailer))) {
    return Error("failed to read the end of '" + path + "'");
  }
  if (std::memcmp(trailer.magic, kTrailerMagic, sizeof(kTrailerMagic)) != 0) return std::optional<Bundle>();
  if (trailer.bundle_size > size - sizeof(trailer) || trailer.bundle_size > kMaxAppended) {
    return Error("the bundle in '" + path + "' is damaged: its size does not fit the file");
  }
  std::string bytes(trailer.bundle_size, '\0');
  if (!ReadAt(file.get(), size - sizeof(trailer) - bytes.size(), bytes.data(), bytes.size())) {
    return Error("failed to read the bundle in '" + path + "'");
  }
  auto bundle = Deserialize(bytes);
  if (!bundle) return bundle.TakeError().While("the bundle in '" + path + "' cannot be used");
  return std::optional<Bundle>(std::move(*bundle));
}

Status WriteExecutable(const std::string& path, std::string_view runner, const Bundle& bundle) {
  const std::string bytes = Serialize(bundle);
  Trailer trailer{};
  trailer.bundle_size = bytes.size();
  std::memcpy(trailer.magic, kTrailerMagic, sizeof(kTrailerMagic));
  const std::string_view end(reinterpret_cast<const char*>(&trailer), sizeof(trailer));
  return ReplaceFile(path, {runner, bytes, end}, 0755, SpecialFile::Refuse);
}

}  // namespace sonde::bundle
