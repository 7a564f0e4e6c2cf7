// Members of ZIP archives. Leaves: FindZipMember. Covered by tests/symbols/zip_member_test.cpp. Format:
// APPNOTE.TXT of PKWARE, 4.3: at the end of the file a record says where the list of members is; each entry
// of that says where the member's own header is, behind which its bytes lie.
#include "symbols/zip_member.h"

#include <algorithm>
#include <optional>

#include "base/byte_reader.h"

namespace sonde {
namespace {

constexpr uint64_t kLargestArchive = uint64_t{1} << 32;
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

std::optional<Entry> FindEntry(std::string_view directory, std::string_view name) {
  ByteReader reader(directory);
  while (reader.Get<uint32_t>() == kEntrySign) {
    Entry entry;
    reader.Skip(4);  // versions
    entry.flags = reader.Get<uint16_t>();
    entry.method = reader.Get<uint16_t>();
    reader.Skip(8);  // time, date, checksum
    entry.stored_size = reader.Get<uint32_t>();
    entry.size = reader.Get<uint32_t>();
    const auto name_size = reader.Get<uint16_t>();
    const auto extra_size = reader.Get<uint16_t>();
    const auto comment_size = reader.Get<uint16_t>();
    reader.Skip(8);  // disk, attributes
    entry.header = reader.Get<uint32_t>();
    const std::string_view found = reader.Take(name_size);
    reader.Skip(uint64_t{extra_size} + comment_size);
    if (!reader.ok()) return std::nullopt;
    if (found == name) return entry;
  }
  return std::nullopt;
}

// The member's own header may have another extra field than its entry in the list.
Result<ZipMember> Locate(const ForeignFile& archive, const Entry& entry) {
  const std::string header = ReadPiece(archive, entry.header, kHeaderSize);
  const ByteReader reader(header);
  if (reader.At<uint32_t>(0) != kHeaderSign) return Error("the archive is damaged");
  const uint64_t names = uint64_t{reader.At<uint16_t>(26).value_or(0)} + reader.At<uint16_t>(28).value_or(0);
  const ZipMember member{entry.header + kHeaderSize + names, entry.size};
  if (header.size() != kHeaderSize || member.offset > archive.size() ||
      member.size > archive.size() - member.offset)
    return Error("the archive is damaged");
  return member;
}

}  // namespace

Result<ZipMember> FindZipMember(const ForeignFile& archive, std::string_view name) {
  const uint64_t tail = std::min(archive.size(), kEndSize + kLargestComment);
  const auto directory = FindDirectory(ReadPiece(archive, archive.size() - tail, tail));
  if (!directory) return Error("the file is no ZIP archive");
  if (directory->offset == kElsewhere || directory->size == kElsewhere)
    return Error("archives of ZIP64 are not read");
  if (directory->size > kLargestDirectory)
    return Error("the archive's list of members is larger than " + InWords(kLargestDirectory));
  const auto entry = FindEntry(ReadPiece(archive, directory->offset, directory->size), name);
  if (!entry) return Error("the archive has no member of this name");
  if (entry->method != 0 || entry->stored_size != entry->size) {
    return Error("the member is compressed, so nobody can map it from the archive")
        .Hint("archives whose libraries are mapped store them as they are (zip -0)");
  }
  if ((entry->flags & kEncrypted) != 0) return Error("the member is encrypted");
  if (entry->size == kElsewhere || entry->header == kElsewhere)
    return Error("archives of ZIP64 are not read");
  return Locate(archive, *entry);
}

Result<ZipMember> FindZipMember(const std::string& archive, std::string_view name) {
  const auto file = ForeignFile::Open(archive, kLargestArchive);
  if (!file) return file.error();
  return FindZipMember(*file, name);
}

}  // namespace sonde
