// The folder of the cache: modes, hostile surroundings, room.
#include "cache/folder.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace sonde::cache {
namespace {

namespace fs = std::filesystem;

class FolderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/cache-test.XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    home_ = name;
  }
  void TearDown() override {
    unsetenv("XDG_CACHE_HOME");
    fs::remove_all(home_);
  }
  [[nodiscard]] Result<Folder> Make() const { return Folder::OpenIn(home_); }
  [[nodiscard]] std::string FileOf(const Digest& digest) const {
    std::string name;
    for (const uint8_t byte : digest) {
      char two[3];
      std::snprintf(two, sizeof two, "%02x", byte);
      name += two;
    }
    return home_ + "/sonde/" + name;
  }
  static mode_t ModeOf(const std::string& path) {
    struct stat info{};
    return lstat(path.c_str(), &info) == 0 ? info.st_mode & 07777 : 0;
  }
  [[nodiscard]] bool Keeps(const Digest& name) const {
    auto folder = Make();
    return folder && folder->Read(name).has_value();
  }

  std::string home_;
  const Digest name_ = DigestOf("name");
};

TEST_F(FolderTest, KeepsBytesThatOnlyTheUserSees) {
  umask(0);
  auto folder = Make();
  ASSERT_TRUE(folder.ok()) << folder.error().Text();
  EXPECT_FALSE(folder->Read(name_).has_value());
  ASSERT_TRUE(folder->Write(name_, "bytes").ok());
  EXPECT_EQ(folder->Read(name_), "bytes");
  ASSERT_TRUE(folder->Write(name_, "other").ok());
  EXPECT_EQ(folder->Read(name_), "other");
  EXPECT_EQ(ModeOf(home_ + "/sonde"), 0700u);
  EXPECT_EQ(ModeOf(FileOf(name_)), 0600u);
  EXPECT_EQ(std::distance(fs::directory_iterator(home_ + "/sonde"), {}), 1);
}

TEST_F(FolderTest, IsWhereTheEnvironmentSays) {
  setenv("XDG_CACHE_HOME", (home_ + "/new").c_str(), 1);
  ASSERT_TRUE(Folder::Open().ok());
  EXPECT_EQ(ModeOf(home_ + "/new/sonde"), 0700u);
  setenv("XDG_CACHE_HOME", (home_ + "/no/such/folder").c_str(), 1);
  EXPECT_FALSE(Folder::Open().ok());
  EXPECT_FALSE(fs::exists(home_ + "/no"));
}

TEST_F(FolderTest, IsNotOthersToWrite) {
  chmod(home_.c_str(), 0777);
  EXPECT_FALSE(Make().ok());
  chmod(home_.c_str(), 01777);  // as /tmp: others cannot take away what is the user's
  EXPECT_TRUE(Make().ok());
  chmod((home_ + "/sonde").c_str(), 0770);
  EXPECT_FALSE(Make().ok());
  chmod((home_ + "/sonde").c_str(), 0755);
  EXPECT_FALSE(Make().ok());
}

TEST_F(FolderTest, FollowsNoLinks) {
  fs::create_directory(home_ + "/elsewhere");
  chmod((home_ + "/elsewhere").c_str(), 0700);
  symlink((home_ + "/elsewhere").c_str(), (home_ + "/sonde").c_str());
  EXPECT_FALSE(Make().ok());
  unlink((home_ + "/sonde").c_str());
  ASSERT_TRUE(Make()->Write(name_, "bytes").ok());
  const std::string file = FileOf(name_);
  fs::rename(file, home_ + "/moved");
  symlink((home_ + "/moved").c_str(), file.c_str());
  EXPECT_FALSE(Keeps(name_));
  // It is replaced, and what it led to stays.
  ASSERT_TRUE(Make()->Write(name_, "new").ok());
  EXPECT_TRUE(Keeps(name_));
  EXPECT_EQ(fs::file_size(home_ + "/moved"), 5u);
}

TEST_F(FolderTest, BelievesOnlyPrivateFiles) {
  ASSERT_TRUE(Make()->Write(name_, "bytes").ok());
  const std::string file = FileOf(name_);
  for (const mode_t mode : {0640, 0620, 0604, 0602, 0666}) {
    chmod(file.c_str(), mode);
    EXPECT_FALSE(Keeps(name_)) << mode;
  }
  chmod(file.c_str(), 0600);
  EXPECT_TRUE(Keeps(name_));
  link(file.c_str(), (home_ + "/second").c_str());
  EXPECT_FALSE(Keeps(name_));
}

TEST_F(FolderTest, WaitsForNoPipeAndReadsNoFolder) {
  ASSERT_TRUE(Make().ok());
  mkfifo(FileOf(name_).c_str(), 0600);
  EXPECT_FALSE(Keeps(name_));
  unlink(FileOf(name_).c_str());
  fs::create_directory(FileOf(name_));
  chmod(FileOf(name_).c_str(), 0700);
  EXPECT_FALSE(Keeps(name_));
  EXPECT_FALSE(Make()->Write(name_, "bytes").ok());
}

TEST_F(FolderTest, BelievesNobodyElse) {
  if (geteuid() != 0) GTEST_SKIP() << "only root gives files away";
  constexpr uid_t kNobody = 65534;
  ASSERT_TRUE(Make()->Write(name_, "bytes").ok());
  ASSERT_EQ(chown(FileOf(name_).c_str(), kNobody, 0), 0);
  EXPECT_FALSE(Keeps(name_));
  ASSERT_EQ(chown((home_ + "/sonde").c_str(), kNobody, 0), 0);
  EXPECT_FALSE(Make().ok());
  ASSERT_EQ(chown((home_ + "/sonde").c_str(), 0, 0), 0);
  ASSERT_EQ(chown(home_.c_str(), kNobody, 0), 0);
  EXPECT_FALSE(Make().ok());
}

// sudo may leave HOME as it was: then root's own is taken, and the caller's stays as it is.
TEST_F(FolderTest, LeavesAHomeThatIsAnothersAlone) {
  if (geteuid() != 0) GTEST_SKIP() << "only root gives files away";
  ASSERT_EQ(chown(home_.c_str(), 65534, 0), 0);
  const std::string before = getenv("HOME") != nullptr ? getenv("HOME") : "";
  setenv("HOME", home_.c_str(), 1);
  (void)Folder::Open();
  setenv("HOME", before.c_str(), 1);
  EXPECT_TRUE(fs::is_empty(home_));
}

TEST_F(FolderTest, MakesRoomByWhatWasUsedLongestAgo) {
  const auto folder = Make();
  ASSERT_TRUE(folder.ok());
  constexpr uint64_t kMost = 64 << 10;
  const std::string bytes(8 << 10, 'x');
  std::vector<Digest> names;
  for (int i = 0; i < 7; ++i) {
    names.push_back(DigestOf(std::to_string(i)));
    ASSERT_TRUE(folder->Write(names.back(), bytes, kMost).ok());
    // In the order of their numbers, whatever the clock's steps.
    const timespec times[2] = {{1000 + i, 0}, {1000 + i, 0}};
    utimensat(AT_FDCWD, FileOf(names.back()).c_str(), times, 0);
  }
  std::ofstream(home_ + "/sonde/notes") << "not the cache's";
  folder->Touch(names[0]);
  ASSERT_TRUE(folder->Write(DigestOf("7"), bytes, kMost).ok());
  ASSERT_TRUE(folder->Write(DigestOf("8"), bytes, kMost).ok());
  EXPECT_TRUE(folder->Read(names[0]).has_value());
  EXPECT_FALSE(folder->Read(names[1]).has_value());
  EXPECT_TRUE(folder->Read(names[6]).has_value());
  EXPECT_TRUE(folder->Read(DigestOf("8")).has_value());
  EXPECT_TRUE(fs::exists(home_ + "/sonde/notes"));
  EXPECT_FALSE(folder->Write(name_, std::string(Folder::kLargestEntry + 1, 'x')).ok());
}

}  // namespace
}  // namespace sonde::cache
