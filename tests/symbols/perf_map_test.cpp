// Tests of src/symbols/perf_map.h.
#include "symbols/perf_map.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace sonde {
namespace {

TEST(PerfMap, NamesRanges) {
  PerfMap map(0x7ffffff0);
  map.Parse("1000 10 LazyCompile:~a file.js:3\n0x2000 20 b\nbroken\n1000 8 newer\n3000 10\n");
  EXPECT_EQ(map.Resolve(0x1004).name, "newer");
  EXPECT_EQ(map.Resolve(0x1004).offset, 4u);
  EXPECT_EQ(map.Resolve(0x100c).name, "");
  EXPECT_EQ(map.Resolve(0x201f).name, "b");
  EXPECT_EQ(map.Resolve(0x2020).name, "");
  EXPECT_EQ(map.Resolve(0).name, "");
}

TEST(PerfMap, ReadsTheFileAgainWhenItHasGrown) {
  const std::string path = "/tmp/perf-" + std::to_string(getpid()) + ".map";
  std::ofstream(path) << "1000 10 first\n";
  PerfMap map(getpid());
  EXPECT_EQ(map.Resolve(0x1000).name, "first");
  EXPECT_EQ(map.Resolve(0x1000).module, path);
  std::ofstream(path, std::ios::app) << "2000 10 second\n";
  EXPECT_EQ(map.Resolve(0x2001).name, "second");
  unlink(path.c_str());
}

}  // namespace
}  // namespace sonde
