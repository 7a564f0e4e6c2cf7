// Tests of src/host/cgroups.cpp on this machine's cgroups, if it has any.
#include "host/cgroups.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <fstream>
#include <string>

namespace sonde {
namespace {

std::string AnyCgroupMount() {
  std::ifstream mounts("/proc/mounts");
  std::string device, path, type, rest;
  while (mounts >> device >> path >> type && std::getline(mounts, rest))
    if (type == "cgroup2") return path;
  return {};
}

TEST(FindCgroupId, IsTheNumberOfTheDirectory) {
  const std::string path = AnyCgroupMount();
  if (path.empty()) GTEST_SKIP() << "no cgroup2 is mounted";
  struct stat info{};
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  uint64_t id = 0;
  ASSERT_EQ(FindCgroupId(path.c_str(), id), 0);
  EXPECT_EQ(id, info.st_ino);
  EXPECT_EQ(FindCgroupId((path + "/cgroup.procs").c_str(), id), ENOTDIR);
}

TEST(FindCgroupId, SaysWhyThereIsNone) {
  uint64_t id = 0;
  EXPECT_EQ(FindCgroupId("/no/such/directory", id), ENOENT);
  EXPECT_EQ(FindCgroupId("/proc", id), ENOTSUP);
  EXPECT_EQ(FindCgroupId("", id), ENOENT);
}

}  // namespace
}  // namespace sonde
