// Tests of src/symbols/perf_map.h.
#include "symbols/perf_map.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

namespace sonde {
namespace {

namespace fs = std::filesystem;

class PerfMapFile : public testing::Test {
 protected:
  void TearDown() override { unlink(path_.c_str()); }
  // A growing file is not read at once when the last look took long.
  static std::string Wait(PerfMap& map, uint64_t address) {
    std::string name;
    for (int i = 0; i < 1000 && name.empty(); ++i) {
      name = map.Resolve(address).name;
      if (name.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return name;
  }

  const std::string path_ = "/tmp/perf-" + std::to_string(getpid()) + ".map";
};

TEST(PerfMap, NamesRanges) {
  PerfMap map(0x7ffffff0, -1);
  const std::string text =
      "1000 10 LazyCompile:~a file.js:3\n0x2000 20 b\nbroken\n1000 8 newer\n3000 10\n4000 1 cut";
  EXPECT_EQ(map.Parse(text), text.size() - 10);
  EXPECT_EQ(map.Resolve(0x1004).name, "newer");
  EXPECT_EQ(map.Resolve(0x1004).offset, 4u);
  EXPECT_EQ(map.Resolve(0x100c).name, "");
  EXPECT_EQ(map.Resolve(0x201f).name, "b");
  EXPECT_EQ(map.Resolve(0x2020).name, "");
  EXPECT_EQ(map.Resolve(0).name, "");
  map.Parse("2000 8 later\n0 1 zero\n");
  EXPECT_EQ(map.Resolve(0x2001).name, "later");
  EXPECT_EQ(map.Resolve(0).name, "zero");
  EXPECT_EQ(map.Resolve(0x1001).name, "newer");
}

TEST_F(PerfMapFile, ReadsOnWhenTheFileHasGrown) {
  std::ofstream(path_) << "1000 10 first\n2000 10 seco";
  PerfMap map(getpid(), geteuid());
  EXPECT_EQ(map.Resolve(0x1000).name, "first");
  EXPECT_EQ(map.Resolve(0x1000).module, path_);
  EXPECT_TRUE(map.Resolve(0x1000).jit);
  EXPECT_EQ(map.Resolve(0x2001).name, "");
  std::ofstream(path_, std::ios::app) << "nd\n";
  EXPECT_EQ(Wait(map, 0x2001), "second");
  EXPECT_EQ(map.Resolve(0x1000).name, "first");
}

TEST_F(PerfMapFile, ReadsAnotherFileOfTheName) {
  std::ofstream(path_) << "1000 10 first\n";
  PerfMap map(getpid(), geteuid());
  EXPECT_EQ(map.Resolve(0x1000).name, "first");
  std::ofstream(path_ + "x") << "2000 10 other\n";
  fs::rename(path_ + "x", path_);
  EXPECT_EQ(Wait(map, 0x2000), "other");
  EXPECT_EQ(map.Resolve(0x1000).name, "");
}

TEST_F(PerfMapFile, BelievesTheUserOfTheProcessOnly) {
  std::ofstream(path_) << "1000 10 name\n";
  EXPECT_EQ(PerfMap(getpid(), -1).Resolve(0x1000).name, "");
  EXPECT_EQ(PerfMap(getpid(), geteuid()).Resolve(0x1000).name, "name");
  if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  EXPECT_EQ(PerfMap(getpid(), 4242).Resolve(0x1000).name, "name");  // root's, and anybody may read it
  chmod(path_.c_str(), 0600);
  EXPECT_EQ(PerfMap(getpid(), 4242).Resolve(0x1000).name, "");
  chmod(path_.c_str(), 0644);
  ASSERT_EQ(chown(path_.c_str(), 4243, 4243), 0);
  EXPECT_EQ(PerfMap(getpid(), 4242).Resolve(0x1000).name, "");
  EXPECT_EQ(PerfMap(getpid(), 0).Resolve(0x1000).name, "");
  EXPECT_EQ(PerfMap(getpid(), 4243).Resolve(0x1000).name, "name");
}

TEST_F(PerfMapFile, FollowsNoLinkAndOpensNoPipe) {
  const std::string secret = testing::TempDir() + "perf-map-secret";
  std::ofstream(secret) << "1000 10 secret\n";
  ASSERT_EQ(symlink(secret.c_str(), path_.c_str()), 0);
  EXPECT_EQ(PerfMap(getpid(), geteuid()).Resolve(0x1000).name, "");
  unlink(path_.c_str());
  unlink(secret.c_str());
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(PerfMap(getpid(), geteuid()).Resolve(0x1000).name, "");
}

TEST_F(PerfMapFile, BoundsAFileWithoutEnd) {
  {
    std::ofstream file(path_);
    std::string lines;
    for (int i = 0; i < 4096; ++i)
      lines += "0 1 a\n";
    for (size_t written = 0; written < PerfMap::kLargestFile; written += lines.size())
      file << lines;
    file << "1000 1 behind\n";
  }
  fs::resize_file(path_, uint64_t{1} << 36);
  PerfMap map(getpid(), geteuid());
  EXPECT_EQ(map.Resolve(0).name, "a");
  EXPECT_EQ(map.Resolve(0x1000).name, "");
  EXPECT_TRUE(map.truncated());
  EXPECT_LE(map.MemoryBytes(), 2 * PerfMap::kLargestFile + PerfMap::kMostEntries * 32);
}

TEST_F(PerfMapFile, BoundsTheNumberOfEntries) {
  {
    std::ofstream file(path_);
    for (size_t i = 0; i <= PerfMap::kMostEntries; ++i)
      file << std::hex << i * 16 << " 1 a\n";
  }
  PerfMap map(getpid(), geteuid());
  EXPECT_EQ(map.Resolve(16).name, "a");
  EXPECT_EQ(map.Resolve(PerfMap::kMostEntries * 16).name, "");
  EXPECT_TRUE(map.truncated());
}

}  // namespace
}  // namespace sonde
