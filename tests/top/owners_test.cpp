// Tests of who has BPF programs open: a made-up /proc.
#include "top/owners.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace sonde::top {
namespace {

namespace fs = std::filesystem;

class OwnersTest : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(proc_); }
  void TearDown() override { fs::remove_all(proc_); }

  void Descriptor(int pid, int fd, const std::string& target, const std::string& info) {
    const fs::path process = proc_ / std::to_string(pid);
    fs::create_directories(process / "fd");
    fs::create_directories(process / "fdinfo");
    fs::create_symlink(target, process / "fd" / std::to_string(fd));
    std::ofstream(process / "fdinfo" / std::to_string(fd)) << info;
  }
  void Name(int pid, const std::string& name) {
    std::ofstream(proc_ / std::to_string(pid) / "comm") << name << "\n";
  }

  fs::path proc_ = fs::path(testing::TempDir()) / ("owners" + std::to_string(getpid()));
};

TEST_F(OwnersTest, DescriptorsOfProgramsAndLinks) {
  Descriptor(7, 3, "anon_inode:bpf-prog", "pos:\t0\nprog_type:\t5\nprog_id:\t12\nrun_cnt:\t9\n");
  Descriptor(7, 4, "anon_inode:bpf-prog", "pos:\t0\nprog_id:\t13\n");
  Descriptor(7, 5, "anon_inode:bpf_link", "link_type:\tperf\nlink_id:\t4\nprog_id:\t12\n");
  Descriptor(7, 6, "anon_inode:bpf-map", "map_id:\t12\n");
  Descriptor(7, 8, "/dev/null", "prog_id:\t14\n");
  Name(7, "first");
  Descriptor(11, 3, "anon_inode:bpf-link", "prog_id:\t12\n");
  Name(11, "a\nb");
  Descriptor(20, 3, "anon_inode:bpf-prog", "prog_id:\tnone\n");
  fs::create_directories(proc_ / "self" / "fd");

  const Owners owners = FindOwners(proc_);
  ASSERT_EQ(owners.size(), 2u);
  ASSERT_EQ(owners.at(12).size(), 2u);  // once, with two descriptors
  EXPECT_EQ(owners.at(12)[0].pid, 7);
  EXPECT_EQ(owners.at(12)[0].name, "first");
  EXPECT_EQ(owners.at(12)[1].pid, 11);
  EXPECT_EQ(owners.at(12)[1].name, "a\nb");
  ASSERT_EQ(owners.at(13).size(), 1u);
}

TEST_F(OwnersTest, AProcessThatHasNoNameAnyMore) {
  Descriptor(7, 3, "anon_inode:bpf-prog", "prog_id:\t12\n");
  const Owners owners = FindOwners(proc_);
  ASSERT_EQ(owners.count(12), 1u);
  EXPECT_EQ(owners.at(12)[0].name, "");
}

TEST_F(OwnersTest, NothingToLookThrough) {
  EXPECT_TRUE(FindOwners(proc_ / "absent").empty());
}

}  // namespace
}  // namespace sonde::top
