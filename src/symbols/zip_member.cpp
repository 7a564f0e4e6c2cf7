// Members of ZIP archives. Leaves: FindZipMember, FindZipMemberAt, CopyZipMember. Covered by
// tests/symbols/zip_member_test.cpp. Format: APPNOTE.TXT of PKWARE, 4.3: at the end of the file a record says
// where the list of members is; each entry of that says where the member's own header is, behind which its
// bytes lie.
#include "symbols/zip_member.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "base/byte_reader.h"

namespace sonde {
namespace {

constexpr uint64_t kLargestMember = uint64_t{512} << 20;  // as much as all ELF files that are read in a run
constexpr uint64_t kAtOnce = uint64_t{1} << 20;
constexpr uint64_t kLargestDirectory = uint64_t{64} << 20;  // 65,535 members, each with a long name
constexpr uint64_t kLargestComment = 0xffff;
constexpr uint32_t kEndSign = 0x06054b50;
constexpr uint64_t kEndSize = 22;
constexpr uint32_t kEntrySign = 0x02014b50;
constexpr uint32_t kHeaderSign = 0x04034b50;
constexpr uint64_t kHeaderSize = 30;
constexpr uint32_t kElsewhere = 0xffffffff;  // the number is in a record of ZIP64
constexpr uint16_t kEncrypted = 1;

struct Directory {
  uint32_t offset = 0;
  uint32_t size = 0;
};

struct Entry {
  uint16_t flags = 0;
  uint16_t method = 0;  // 0: stored
  uint32_t stored_size = 0;
  uint32_t size = 0;
  uint32_t header = 0;  // file offset of its own header
};

bool WriteAll(int fd, const char* bytes, size_t size) {
  while (size > 0) {
    const ssize_t written = write(fd, bytes, size);
    if (written <= 0) return false;
    bytes += written;
    size -= static_cast<size_t>(written);
  }
  return true;
}

std::string ReadPiece(const ForeignFile& file, uint64_t offset, uint64_t size) {
  std::string bytes(size, '\0');
  bytes.resize(file.ReadAt(offset, bytes.data(), bytes.size()));
  return bytes;
}

// `tail`: the end of the file. The record's comment reaches to the end of the file.
std::optional<Directory> FindDirectory(std::string_view tail) {
  if (tail.size() < kEndSize) return std::nullopt;
  const ByteReader whole(tail);
  for (uint64_t at = tail.size() - kEndSize + 1; at-- > 0;) {
    if (whole.At<uint32_t>(at) != kEndSign) continue;
    if (at + kEndSize + whole.At<uint16_t>(at + 20).value_or(0) != tail.size()) continue;
    return Directory{whole.At<uint32_t>(at + 16).value_or(0), whole.At<uint32_t>(at + 12).value_or(0)};
  }
  return std::nullopt;
}

// What an entry of the list begins with; name, extra field and comment follow.
struct [[gnu::packed]] EntryBytes {
  uint32_t sign;
  uint16_t versions[2];
  uint16_t flags;
  uint16_t method;
  uint16_t time[2];
  uint32_t checksum;
  uint32_t stored_size;
  uint32_t size;
  uint16_t name_size;
  uint16_t extra_size;
  uint16_t comment_size;
  uint16_t disk;
  uint16_t attributes[3];
  uint32_t header;
};
static_assert(sizeof(EntryBytes) == 46);

// The entry of that name; without a name the last one whose header lies before `offset`.
std::optional<Entry> FindEntry(std::string_view directory, std::string_view name, uint64_t offset) {
  std::optional<Entry> found;
  ByteReader reader(directory);
  while (!reader.empty()) {
    const auto bytes = reader.Get<EntryBytes>();
    const std::string_view own_name = reader.Take(bytes.name_size);
    reader.Skip(uint64_t{bytes.extra_size} + bytes.comment_size);
    if (!reader.ok() || bytes.sign != kEntrySign) break;
    const bool wanted =
        name.empty() ? bytes.header < offset && (!found || bytes.header > found->header) : own_name == name;
    if (wanted) found = {bytes.flags, bytes.method, bytes.stored_size, bytes.size, bytes.header};
    if (wanted && !name.empty()) break;
  }
  return found;
}

// What was found, or why nothing was.
struct Found {
  ZipMember member;
  const char* problem = nullptr;
};

constexpr char kCompressed[] = "the member is compressed, so nobody can map it from the archive";
constexpr char kZip64[] = "archives of ZIP64 are not read";

// The list of members; empty with a `problem`.
std::string ReadDirectory(const ForeignFile& archive, const char*& problem) {
  const uint64_t tail = std::min(archive.size(), kEndSize + kLargestComment);
  const auto directory = FindDirectory(ReadPiece(archive, archive.size() - tail, tail));
  problem = nullptr;
  if (!directory) {
    problem = "the file is no ZIP archive";
  } else if (directory->offset == kElsewhere || directory->size == kElsewhere) {
    problem = kZip64;
  } else if (directory->size > kLargestDirectory) {
    problem = "the archive's list of members is larger than 64 MiB";
  }
  return problem == nullptr ? ReadPiece(archive, directory->offset, directory->size) : std::string();
}

// The member's own header may have another extra field than its entry in the list.
Found Locate(const ForeignFile& archive, const Entry& entry) {
  if (entry.method != 0 || entry.stored_size != entry.size) return {{}, kCompressed};
  if ((entry.flags & kEncrypted) != 0) return {{}, "the member is encrypted"};
  if (entry.size == kElsewhere || entry.header == kElsewhere) return {{}, kZip64};
  const std::string header = ReadPiece(archive, entry.header, kHeaderSize);
  const ByteReader reader(header);
  const uint64_t names = uint64_t{reader.At<uint16_t>(26).value_or(0)} + reader.At<uint16_t>(28).value_or(0);
  const ZipMember member{entry.header + kHeaderSize + names, entry.size};
  const bool sound = reader.At<uint32_t>(0) == kHeaderSign && header.size() == kHeaderSize &&
                     member.offset <= archive.size() && member.size <= archive.size() - member.offset;
  return {member, sound ? nullptr : "the archive is damaged"};
}

// By its name, or by a byte of it.
Found Find(const ForeignFile& archive, std::string_view name, uint64_t offset) {
  const char* problem = nullptr;
  const std::string directory = ReadDirectory(archive, problem);
  if (problem != nullptr) return {{}, problem};
  const auto entry = FindEntry(directory, name, offset);
  return entry ? Locate(archive, *entry) : Found{{}, "the archive has no member of this name"};
}

}  // namespace

Result<ZipMember> FindZipMember(const std::string& archive, std::string_view name) {
  const auto file = ForeignFile::Open(archive, kLargestArchive);
  if (!file) return file.error();
  return FindZipMember(*file, name);
}

Result<ZipMember> FindZipMember(const ForeignFile& archive, std::string_view name) {
  const Found found = name.empty() ? Found{{}, "the name of the member is empty"} : Find(archive, name, 0);
  if (found.problem == nullptr) return found.member;
  Error error(found.problem);
  if (found.problem == kCompressed)
    error.hints.emplace_back("archives whose libraries are mapped store them as they are (zip -0)");
  return error;
}

// A member begins behind its own header, and before that of the next one.
std::optional<ZipMember> FindZipMemberAt(const ForeignFile& archive, uint64_t offset) {
  const auto [member, problem] = Find(archive, {}, offset);
  if (problem != nullptr || offset < member.offset || offset - member.offset >= member.size)
    return std::nullopt;
  return member;
}

std::optional<ForeignFile> CopyZipMember(const ForeignFile& archive, const ZipMember& member) {
  if (member.size > kLargestMember) return std::nullopt;
  const int fd = memfd_create("sonde-member", MFD_CLOEXEC);
  if (fd < 0) return std::nullopt;
  ForeignFile copy = ForeignFile::FromDescriptor(fd, {}, kLargestMember);
  for (uint64_t at = 0; at < member.size;) {
    const std::string bytes = ReadPiece(archive, member.offset + at, std::min(member.size - at, kAtOnce));
    if (bytes.empty() || !WriteAll(fd, bytes.data(), bytes.size())) return std::nullopt;
    at += bytes.size();
  }
  return copy;
}

}  // namespace sonde
