// Tests of src/symbols/zip_member.h: archives made byte by byte, whole, cut and damaged.
#include "symbols/zip_member.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <vector>

namespace sonde {
namespace {

template <typename T>
std::string AsBytes(T value) {
  return {reinterpret_cast<const char*>(&value), sizeof(value)};
}
std::string ZipWord(uint32_t value) {
  return AsBytes(value);
}
std::string ZipHalf(size_t value) {
  return AsBytes(static_cast<uint16_t>(value));
}

struct Member {
  std::string name;
  std::string bytes;
  uint16_t method = 0;
  uint16_t flags = 0;
  std::string extra = {};  // of its own header alone
};

// What is before the directory's size in the last record; a comment behind it.
std::string Archive(const std::vector<Member>& members, const std::string& comment = {}) {
  std::string text, directory;
  for (const Member& m : members) {
    const auto header = static_cast<uint32_t>(text.size());
    const std::string common = ZipHalf(m.flags) + ZipHalf(m.method) + std::string(8, 't') +
                               ZipWord(m.bytes.size()) + ZipWord(m.bytes.size());
    text +=
        "PK\3\4" + ZipHalf(20) + common + ZipHalf(m.name.size()) + ZipHalf(m.extra.size()) + m.name + m.extra;
    text += m.bytes;
    directory += "PK\1\2" + ZipHalf(20) + ZipHalf(20) + common + ZipHalf(m.name.size()) + ZipHalf(3) +
                 ZipHalf(2) + std::string(8, 'a') + ZipWord(header) + m.name + "EXTCO";
  }
  const auto at = static_cast<uint32_t>(text.size());
  return text + directory + "PK\5\6" + std::string(4, '\0') + ZipHalf(members.size()) +
         ZipHalf(members.size()) + ZipWord(directory.size()) + ZipWord(at) + ZipHalf(comment.size()) +
         comment;
}

class ZipMemberTest : public testing::Test {
 protected:
  ForeignFile Open(const std::string& archive) {
    const int fd = memfd_create("zip", MFD_CLOEXEC);
    EXPECT_EQ(write(fd, archive.data(), archive.size()), static_cast<ssize_t>(archive.size()));
    return ForeignFile::FromDescriptor(fd, "zip", 1U << 20);
  }
  Result<ZipMember> Find(const std::string& archive, std::string_view name) {
    return FindZipMember(Open(archive), name);
  }
  std::string Why(const std::string& archive, std::string_view name) {
    const auto member = Find(archive, name);
    return member ? "nothing" : member.error().Text();
  }
};

TEST_F(ZipMemberTest, WhereItsBytesAre) {
  const std::string archive =
      Archive({{"a", "first"}, {"lib/b.so", "second", 0, 0, "padding"}, {"c", ""}}, "a comment");
  for (const auto& [name, bytes] :
       {std::pair("a", "first"), std::pair("lib/b.so", "second"), std::pair("c", "")}) {
    const auto member = Find(archive, name);
    ASSERT_TRUE(member.ok()) << member.error().Text();
    EXPECT_EQ(archive.substr(member->offset, member->size), bytes);
  }
}

TEST_F(ZipMemberTest, WhoseByteItIs) {
  const std::string archive =
      Archive({{"a", "first"}, {"packed", "xyz", 8}, {"lib/b.so", "second", 0, 0, "padding"}});
  const ForeignFile file = Open(archive);
  for (size_t at = 0; at <= archive.size(); ++at) {
    const auto member = FindZipMemberAt(file, at);
    const size_t a = archive.find("first"), b = archive.find("second");
    const bool inside = (at >= a && at < a + 5) || (at >= b && at < b + 6);
    ASSERT_EQ(member.has_value(), inside) << at;
    if (!member) continue;
    const auto copy = CopyZipMember(file, *member);
    ASSERT_TRUE(copy.has_value());
    std::string bytes(member->size, '\0');
    EXPECT_EQ(copy->ReadAt(0, bytes.data(), bytes.size()), bytes.size());
    EXPECT_EQ(bytes, at < b ? "first" : "second");
  }
  EXPECT_FALSE(CopyZipMember(file, {archive.size() - 3, 10}).has_value());
  EXPECT_FALSE(CopyZipMember(file, {0, UINT64_MAX}).has_value());
}

TEST_F(ZipMemberTest, WhyNot) {
  const std::string archive = Archive({{"packed", "xyz", 8}, {"secret", "xyz", 0, 1}});
  EXPECT_EQ(Why(archive, "packed"), "the member is compressed, so nobody can map it from the archive");
  EXPECT_EQ(Why(archive, "secret"), "the member is encrypted");
  EXPECT_EQ(Why(archive, "pack"), "the archive has no member of this name");
  EXPECT_EQ(Why("", "x"), "the file is no ZIP archive");
  EXPECT_EQ(Why(std::string(100000, 'P'), "x"), "the file is no ZIP archive");
  std::string large = archive;
  std::memset(large.data() + large.size() - 6, 0xff, 4);
  EXPECT_EQ(Why(large, "packed"), "archives of ZIP64 are not read");
}

TEST_F(ZipMemberTest, NothingOutsideOfTheFile) {
  const std::string archive = Archive({{"a", "first"}, {"b", "second"}});
  for (size_t size = 0; size < archive.size(); ++size)
    (void)Find(archive.substr(0, size), "b");
  for (size_t at = 0; at < archive.size(); ++at) {
    std::string damaged = archive;
    damaged[at] = static_cast<char>(damaged[at] ^ 0xff);
    const auto member = Find(damaged, "b");
    if (member) EXPECT_LE(member->offset + member->size, damaged.size());
  }
}

}  // namespace
}  // namespace sonde
