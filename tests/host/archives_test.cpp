// Tests of src/host/archives.h and of HostView with paths into archives.
#include "host/archives.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace sonde {
namespace {

namespace fs = std::filesystem;

class ArchivesTest : public testing::Test {
 protected:
  // `how`: a line of Python that adds to the archive z.
  std::string Make(const std::string& how) {
    const std::string path = folder_ + "/a.zip";
    std::ofstream(folder_ + "/make.py") << "import zipfile\nz = zipfile.ZipFile('" << path << "', 'w')\n"
                                        << how << "\nz.close()\n";
    if (std::system(("python3 " + folder_ + "/make.py").c_str()) != 0) return {};
    return path;
  }
  void SetUp() override {
    char name[] = "/tmp/sonde-archives-XXXXXX";
    folder_ = mkdtemp(name);
    ASSERT_EQ(std::system("python3 -c 'import zipfile'"), 0);  // what runs the tests is written in it, too
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string folder_;
};

// The test itself as a member: what the host says of both is the same.
TEST_F(ArchivesTest, AMemberIsReadLikeAFile) {
  const std::string self = fs::read_symlink("/proc/self/exe").string();
  const std::string archive = Make("z.writestr('first', b'x' * 1001)\nz.write('" + self + "', 'lib/self')");
  const auto host = MakeRealHost();
  const auto binary = host->ResolveBinary(archive + "!/lib/self", 0);
  ASSERT_TRUE(binary.ok()) << binary.error().Text();
  EXPECT_EQ(binary->path, archive + "!/lib/self");
  const auto inside = host->FindUserFunction(binary->path, "main");
  const auto outside = host->FindUserFunction(self, "main");
  ASSERT_TRUE(inside.ok()) << inside.error().Text();
  EXPECT_EQ(inside->file_offset, outside->file_offset);
  const auto part = host->PartOf(binary->path);
  ASSERT_TRUE(part.ok());
  EXPECT_EQ(part->path, archive);
  EXPECT_GT(part->offset, 1001U);
  std::ifstream file(archive, std::ios::binary);
  char magic[4] = {};
  file.seekg(static_cast<std::streamoff>(part->offset)).read(magic, 4);
  EXPECT_EQ(std::string(magic, 4), "\177ELF");
}

TEST_F(ArchivesTest, WhatIsNoMemberHasAReason) {
  const std::string archive = Make(
      "z.writestr('text', 'no ELF')\n"
      "z.writestr('packed', b'y' * 5000, zipfile.ZIP_DEFLATED)");
  const auto host = MakeRealHost();
  const auto why = [&](const std::string& path) {
    const auto binary = host->ResolveBinary(path, 0);
    return binary ? "nothing" : binary.error().Text();
  };
  EXPECT_EQ(why(archive + "!/text"), "the member is no ELF file");
  EXPECT_EQ(why(archive + "!/packed"), "the member is compressed, so nobody can map it from the archive");
  EXPECT_EQ(why(archive + "!/other"), "the archive has no member of this name");
  EXPECT_EQ(why("/proc/self/exe!/x"), "the file is no ZIP archive");
  EXPECT_EQ(why(folder_ + "/none.zip!/x"), "open " + folder_ + "/none.zip: No such file or directory");
  EXPECT_FALSE(host->FindUserFunction(archive + "!/packed", "main").ok());
}

TEST_F(ArchivesTest, AFileMayBeCalledSo) {
  fs::create_directory(folder_ + "/a!");
  std::ofstream(folder_ + "/a!/b") << "\177ELF";
  EXPECT_FALSE(SplitMemberPath(folder_ + "/a!/b").has_value());
  EXPECT_EQ(FindPart(folder_ + "/a!/b")->path, folder_ + "/a!/b");
  EXPECT_EQ(SplitMemberPath("/x.zip!/y/z")->member, "y/z");
  EXPECT_FALSE(SplitMemberPath("/x.zip").has_value());
}

}  // namespace
}  // namespace sonde
