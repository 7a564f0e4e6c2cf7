// Tests of src/runtime/late_names.cpp with made-up files.
#include "runtime/late_names.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace sonde::runtime {
namespace {

namespace fs = std::filesystem;

class LateNamesTest : public testing::Test {
 protected:
  LateNamesTest() : folder_(testing::TempDir() + "late_names") {
    fs::remove_all(folder_);
    for (const char* path : {"unified/a/b", "cgroup/blkio/a", "cgroup/cpu,cpuacct", "other/a"})
      fs::create_directories(folder_ + "/" + path);
    std::ofstream(users_)
        << "root:x:0:0:root:/root:/bin/sh\n# a comment\nann:x:1000:7::/:\nbob:x:1000:7::/:\n";
    std::ofstream(mounts_) << "tmpfs " << folder_ << " tmpfs rw 0 0\n"
                           << "cgroup " << folder_ << "/cgroup/cpu,cpuacct cgroup rw,cpu 0 0\n"
                           << "cgroup " << folder_ << "/cgroup/blkio cgroup rw,blkio 0 0\n"
                           << "cgroup2 " << folder_ << "/unified cgroup2 rw 0 0\n"
                           << "cgroup2 " << folder_ << "/other cgroup2 rw 0 0\n";
  }
  ~LateNamesTest() override { fs::remove_all(folder_); }

  [[nodiscard]] uint64_t NumberOf(const std::string& path) const {
    struct stat info{};
    EXPECT_EQ(stat((folder_ + "/" + path).c_str(), &info), 0);
    return info.st_ino;
  }

  const std::string folder_;
  const std::string users_ = folder_ + "/passwd";
  const std::string mounts_ = folder_ + "/mounts";
  LateNames names_{users_.c_str(), mounts_.c_str()};
};

TEST_F(LateNamesTest, UsersByNumber) {
  EXPECT_EQ(names_.UserName(0), "root");
  EXPECT_EQ(names_.UserName(1000), "ann");  // the first of two
  EXPECT_EQ(names_.UserName(7), "");
  EXPECT_EQ(names_.UserName(uint64_t{1} << 32U), "");
  EXPECT_EQ(LateNames("/no/such/file", mounts_.c_str()).UserName(0), "");
}

TEST_F(LateNamesTest, CgroupsOfEveryHierarchy) {
  EXPECT_EQ(names_.CgroupPath(NumberOf("unified/a/b"), "*"), "unified:/a/b");
  EXPECT_EQ(names_.CgroupPath(NumberOf("unified"), "*"), "unified:/");
  EXPECT_EQ(names_.CgroupPath(NumberOf("cgroup/blkio/a"), "*"), "blkio:/a");
  EXPECT_EQ(names_.CgroupPath(NumberOf("cgroup/cpu,cpuacct"), "cpu*"), "cpu,cpuacct:/");
  EXPECT_EQ(names_.CgroupPath(NumberOf("other/a"), "*"), "");  // another mount of a known one
}

TEST_F(LateNamesTest, CgroupsThatTheFilterNames) {
  EXPECT_EQ(names_.CgroupPath(NumberOf("unified/a"), "uni*"), "unified:/a");
  EXPECT_EQ(names_.CgroupPath(NumberOf("unified/a"), "blkio"), "");
  EXPECT_EQ(names_.CgroupPath(NumberOf("unified/a"), ""), "");
  EXPECT_EQ(names_.CgroupPath(0, "*"), "");
}

// The same number in several hierarchies: hard to make of directories, so one is mounted under three names.
TEST_F(LateNamesTest, VersionTwoComesFirst) {
  std::ofstream(mounts_) << "cgroup " << folder_ << "/unified/a/../../unified cgroup rw 0 0\n"
                         << "c " << folder_
                         << "/unified/../cgroup/cpu,cpuacct/../../unified/. cgroup rw 0 0\n"
                         << "cgroup2 " << folder_ << "/unified cgroup2 rw 0 0\n";
  EXPECT_EQ(names_.CgroupPath(NumberOf("unified/a"), "*"), "unified:/a,.:/a,unified:/a");
}

TEST_F(LateNamesTest, NoMounts) {
  EXPECT_EQ(LateNames(users_.c_str(), "/no/such/file").CgroupPath(1, "*"), "");
}

}  // namespace
}  // namespace sonde::runtime
