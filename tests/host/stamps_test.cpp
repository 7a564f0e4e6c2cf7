// Stamps of files and of the running kernel.
#include "host/stamps.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace sonde {
namespace {

namespace fs = std::filesystem;

class StampsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/stamps-test.XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    folder_ = name;
    std::ofstream(folder_ + "/a") << "text";
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string folder_;
};

TEST_F(StampsTest, AFileKeepsItsStamp) {
  EXPECT_EQ(StampOfFile(folder_ + "/a"), StampOfFile(folder_ + "/a"));
  EXPECT_EQ(StampOfFile(folder_ + "/b"), "none");
}

// The same text, size, and time of change: the inode's own time tells.
TEST_F(StampsTest, RewritingWithAnOldTimeShows) {
  const std::string file = folder_ + "/a", before = StampOfFile(file);
  const auto time = fs::last_write_time(file);
  usleep(20000);  // a tick of the coarsest clock
  std::ofstream(file) << "tixt";
  fs::last_write_time(file, time);
  EXPECT_NE(StampOfFile(file), before);
}

TEST_F(StampsTest, AnotherFileOfThatNameShows) {
  const std::string file = folder_ + "/a", before = StampOfFile(file);
  std::ofstream(folder_ + "/new") << "text";
  fs::rename(folder_ + "/new", file);
  EXPECT_NE(StampOfFile(file), before);
}

TEST_F(StampsTest, WhereALinkLeadsShows) {
  fs::create_directory(folder_ + "/one");
  fs::create_directory(folder_ + "/two");
  std::ofstream(folder_ + "/one/f") << "x";
  fs::create_hard_link(folder_ + "/one/f", folder_ + "/two/f");
  symlink("one", (folder_ + "/link").c_str());
  const std::string before = StampOfFile(folder_ + "/link/f");
  unlink((folder_ + "/link").c_str());
  symlink("two", (folder_ + "/link").c_str());
  EXPECT_NE(StampOfFile(folder_ + "/link/f"), before);
}

TEST_F(StampsTest, RelativePathsAreOfAFolder) {
  const fs::path here = fs::current_path();
  fs::current_path(folder_);
  const std::string before = StampOfFile("nothing");
  fs::current_path("/");
  EXPECT_NE(StampOfFile("nothing"), before);
  fs::current_path(here);
}

TEST(StampOfKernel, IsOneText) {
  const std::string stamp = StampOfKernel();
  ASSERT_FALSE(stamp.empty());
  EXPECT_EQ(StampOfKernel(), stamp);
  std::ifstream boot("/proc/sys/kernel/random/boot_id");
  std::string id;
  boot >> id;
  EXPECT_NE(stamp.find(id), std::string::npos);
}

}  // namespace
}  // namespace sonde
