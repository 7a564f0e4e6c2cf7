// Tests of src/base/files.h.
#include "base/files.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace sonde {
namespace {

std::string Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

namespace fs = std::filesystem;

class ReplaceFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "replace-file-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  static std::string Write(const std::string& path, std::string_view text, mode_t mode,
                           SpecialFile special = SpecialFile::Refuse) {
    const Status status = ReplaceFile(path, {text.substr(0, 1), text.substr(1)}, mode, special);
    return status ? "" : status.error().Text();
  }
  static mode_t ModeOf(const std::string& path) {
    struct stat info{};
    return stat(path.c_str(), &info) == 0 ? info.st_mode & 07777U : 0;
  }

  fs::path folder_;
};

TEST_F(ReplaceFileTest, NewFilesFollowTheUmask) {
  const mode_t before = umask(027);
  EXPECT_EQ(Write(folder_ / "new", "text", 0755), "");
  umask(before);
  EXPECT_EQ(Read(folder_ / "new"), "text");
  EXPECT_EQ(ModeOf(folder_ / "new"), 0750U);
}

TEST_F(ReplaceFileTest, OldFilesKeepModeAndOwner) {
  const std::string path = folder_ / "old";
  ASSERT_EQ(Write(path, "old", 0644), "");
  ASSERT_EQ(chmod(path.c_str(), 0640), 0);
  const bool root = geteuid() == 0;
  ASSERT_EQ(root ? chown(path.c_str(), 65534, 65534) : 0, 0);
  EXPECT_EQ(Write(path, "new", 0644), "");
  EXPECT_EQ(ModeOf(path), 0640U);
  struct stat info{};
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_uid, root ? 65534U : geteuid());
  EXPECT_EQ(Write(path, "program", 0755), "");
  EXPECT_EQ(ModeOf(path), 0750U);  // who may read may run it
  EXPECT_EQ(Read(path), "program");
}

TEST_F(ReplaceFileTest, LinksStay) {
  fs::create_directory(folder_ / "sub");
  fs::create_symlink("sub/file", folder_ / "link");
  EXPECT_EQ(Write(folder_ / "link", "one", 0644), "");  // leads to nothing yet
  EXPECT_EQ(Write(folder_ / "link", "two", 0644), "");
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(Read(folder_ / "sub/file"), "two");
}

TEST_F(ReplaceFileTest, SpecialFilesAreNotReplaced) {
  const std::string fifo = folder_ / "fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_NE(Write(fifo, "text", 0755).find("it is not a regular file"), std::string::npos);
  const int reader = open(fifo.c_str(), O_RDONLY | O_NONBLOCK);
  EXPECT_EQ(Write(fifo, "text", 0644, SpecialFile::WriteThrough), "");
  char bytes[8] = {};
  EXPECT_EQ(read(reader, bytes, sizeof(bytes)), 4);
  EXPECT_STREQ(bytes, "text");
  close(reader);
  EXPECT_TRUE(fs::is_fifo(fifo));
  EXPECT_EQ(Write("/dev/full", "text", 0644, SpecialFile::WriteThrough),
            "failed to write '/dev/full': No space left on device");
}

TEST_F(ReplaceFileTest, SaysWhyItFailedAndLeavesNothing) {
  EXPECT_NE(Write("/nonexistent/folder/file", "x", 0644).find("No such file or directory"),
            std::string::npos);
  EXPECT_NE(Write(folder_, "x", 0644).find("Is a directory"), std::string::npos);
  EXPECT_TRUE(fs::is_empty(folder_));
}

}  // namespace
}  // namespace sonde
