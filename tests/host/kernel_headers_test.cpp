// Where kernel headers are looked for.
#include "host/kernel_headers.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

namespace sonde::test {
namespace {

namespace fs = std::filesystem;

class KernelHeadersTest : public ::testing::Test {
 protected:
  KernelHeadersTest() {
    std::string name = ::testing::TempDir() + "headersXXXXXX";
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    root_ = name;
    for (const char* variable : {"BPFTRACE_KERNEL_SOURCE", "BPFTRACE_KERNEL_BUILD", "ARCH"})
      unsetenv(variable);
  }
  ~KernelHeadersTest() override { fs::remove_all(root_); }
  std::string Make(const std::string& folder) {
    fs::create_directories(root_ / folder);
    return root_ / folder;
  }
  KernelHeaders Locate() { return LocateKernelHeaders("6.1.0", root_); }
  fs::path root_;
};

TEST_F(KernelHeadersTest, NoneWithoutFolders) {
  EXPECT_EQ(Locate().source, "");
  EXPECT_EQ(Locate().build, "");
}

TEST_F(KernelHeadersTest, SourceAndBuildOfTheRelease) {
  const std::string source = Make("lib/modules/6.1.0/source");
  const std::string build = Make("lib/modules/6.1.0/build");
  Make("lib/modules/6.2.0/build");
  EXPECT_EQ(Locate().source, source);
  EXPECT_EQ(Locate().build, build);
}

TEST_F(KernelHeadersTest, EachStandsInForTheOther) {
  const std::string build = Make("lib/modules/6.1.0/build");
  EXPECT_EQ(Locate().source, build);
  EXPECT_EQ(Locate().build, build);
}

TEST_F(KernelHeadersTest, TheEnvironmentDecides) {
  Make("lib/modules/6.1.0/build");
  const std::string mine = Make("mine");
  setenv("BPFTRACE_KERNEL_SOURCE", mine.c_str(), 1);
  EXPECT_EQ(Locate().source, mine);
  EXPECT_EQ(Locate().build, mine);
  const std::string other = Make("other");
  setenv("BPFTRACE_KERNEL_BUILD", other.c_str(), 1);
  EXPECT_EQ(Locate().source, mine);
  EXPECT_EQ(Locate().build, other);
  setenv("ARCH", "arm64", 1);
  EXPECT_EQ(Locate().arch, "arm64");
}

}  // namespace
}  // namespace sonde::test
