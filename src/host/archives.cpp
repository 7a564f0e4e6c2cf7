// Members of archives. Leaves: SplitMemberPath, FindPart, Archives. Covered by tests/host/archives_test.cpp
// and tests/run/uprobe-zip.test.
#include "host/archives.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "symbols/zip_member.h"

namespace sonde {
namespace {

constexpr uint64_t kLargestArchive = uint64_t{1} << 32;
constexpr uint64_t kLargestMember = uint64_t{512} << 20;  // as much as all ELF files that are read in a run
constexpr size_t kAtOnce = size_t{1} << 20;

bool Exists(const std::string& path) {
  struct stat info{};
  return stat(path.c_str(), &info) == 0;
}

bool WriteAll(int fd, const char* bytes, size_t size) {
  while (size > 0) {
    const ssize_t written = write(fd, bytes, size);
    if (written <= 0) return false;
    bytes += written;
    size -= static_cast<size_t>(written);
  }
  return true;
}

// The bytes of a member in a file of their own, in memory; nothing if they are not all there.
std::optional<ForeignFile> CopyOf(const MemberPath& path) {
  const auto archive = ForeignFile::Open(path.archive, kLargestArchive);
  if (!archive) return std::nullopt;
  const auto member = FindZipMember(*archive, path.member);
  if (!member || member->size > kLargestMember) return std::nullopt;
  const int fd = memfd_create("sonde-member", MFD_CLOEXEC);
  if (fd < 0) return std::nullopt;
  ForeignFile copy = ForeignFile::FromDescriptor(fd, path.member, kLargestMember);
  std::vector<char> bytes(std::min<uint64_t>(member->size, kAtOnce));
  for (uint64_t at = 0; at < member->size;) {
    const size_t wanted = std::min<uint64_t>(bytes.size(), member->size - at);
    const size_t got = archive->ReadAt(member->offset + at, bytes.data(), wanted);
    if (got != wanted || !WriteAll(fd, bytes.data(), got)) return std::nullopt;
    at += got;
  }
  return copy;
}

}  // namespace

std::optional<MemberPath> SplitMemberPath(std::string_view path) {
  const size_t at = path.find(kInArchive);
  if (at == std::string_view::npos || Exists(std::string(path))) return std::nullopt;
  return MemberPath{std::string(path.substr(0, at)), std::string(path.substr(at + kInArchive.size()))};
}

Result<FilePart> FindPart(const std::string& path) {
  const auto split = SplitMemberPath(path);
  if (!split) return FilePart{path};
  const auto member = FindZipMember(split->archive, split->member);
  if (!member) return member.error();
  return FilePart{split->archive, member->offset};
}

const std::string& Archives::Readable(const std::string& path) {
  if (path.find(kInArchive) == std::string::npos) return path;
  if (const auto known = copies_.find(path); known != copies_.end()) return known->second.path;
  const auto split = SplitMemberPath(path);
  auto copy = split ? CopyOf(*split) : std::nullopt;
  if (!copy) return path;
  std::string readable = "/proc/self/fd/" + std::to_string(copy->fd());
  return copies_.emplace(path, Copy{std::move(*copy), std::move(readable)}).first->second.path;
}

}  // namespace sonde
