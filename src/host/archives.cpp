// Members of archives. Leaves: SplitMemberPath, FindPart, Archives. Covered by tests/host/archives_test.cpp
// and tests/run/uprobe-zip.test.
#include "host/archives.h"

#include <sys/stat.h>

#include "symbols/zip_member.h"

namespace sonde {
namespace {

bool Exists(const std::string& path) {
  struct stat info{};
  return stat(path.c_str(), &info) == 0;
}

std::optional<ForeignFile> CopyOf(const MemberPath& path) {
  const auto archive = ForeignFile::Open(path.archive, kLargestArchive);
  if (!archive) return std::nullopt;
  const auto member = FindZipMember(*archive, path.member);
  if (!member) return std::nullopt;
  return CopyZipMember(*archive, *member);
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
