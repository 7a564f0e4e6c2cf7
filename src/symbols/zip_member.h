// Members of ZIP archives that loaders map from the archive itself (Android's libraries in an APK): where
// their bytes are. Covered by tests/symbols/zip_member_test.cpp and tests/run/uprobe-zip.test.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/foreign_file.h"
#include "base/result.h"

namespace sonde {

// Where the bytes of a member are in its archive.
struct ZipMember {
  uint64_t offset = 0;
  uint64_t size = 0;
};

// An error when the file is no archive, has no member of that name, or has it compressed or encrypted.
// Archives of more than 4 GiB (ZIP64) are not read.
Result<ZipMember> FindZipMember(const ForeignFile& archive, std::string_view name);
Result<ZipMember> FindZipMember(const std::string& archive, std::string_view name);
// The stored member that has the byte at `offset` of the archive.
std::optional<ZipMember> FindZipMemberAt(const ForeignFile& archive, uint64_t offset);

// A member in a file of its own, in memory, by which others read it like any file. Nothing where it is
// larger than 512 MiB or not all there.
std::optional<ForeignFile> CopyZipMember(const ForeignFile& archive, const ZipMember& member);

inline constexpr uint64_t kLargestArchive = uint64_t{1} << 32;

}  // namespace sonde
