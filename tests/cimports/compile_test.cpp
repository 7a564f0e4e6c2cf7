// Running clang, and programs that stand for it: what they say, how they fail.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cimports/object.h"

namespace sonde {
namespace {

namespace fs = std::filesystem;

class CompileForBpfTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "sonde-clang-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override {
    unsetenv("SONDE_CLANG");
    fs::remove_all(folder_);
  }

  // A shell script instead of clang.
  void Use(const std::string& commands) {
    const fs::path program = folder_ / "clang";
    std::ofstream(program) << "#!/bin/sh\n" << commands << "\n";
    chmod(program.c_str(), 0755);
    setenv("SONDE_CLANG", program.c_str(), 1);
  }

  fs::path folder_;
};

TEST_F(CompileForBpfTest, ReturnsWhatTheCompilerWrites) {
  Use("printf '%s|' \"$@\"");
  const auto object = CompileForBpf("dir/x.bpf.c", {"include here"});
  ASSERT_TRUE(object.ok()) << object.error().Text();
  EXPECT_NE(object->find("-target|bpf|"), std::string::npos) << *object;
  EXPECT_NE(object->find("|-Iinclude here|"), std::string::npos) << *object;
  EXPECT_NE(object->find("|dir/x.bpf.c|"), std::string::npos) << *object;
}

TEST_F(CompileForBpfTest, FailuresHaveTheCompilersMessages) {
  Use("echo 'x.bpf.c:3: unknown type' >&2; exit 1");
  const auto object = CompileForBpf("x.bpf.c", {});
  ASSERT_FALSE(object.ok());
  EXPECT_NE(object.error().Text().find("x.bpf.c:3: unknown type"), std::string::npos);
}

TEST_F(CompileForBpfTest, WithoutACompilerThePackageIsNamed) {
  setenv("SONDE_CLANG", (folder_ / "absent").c_str(), 1);
  const auto object = CompileForBpf("x.bpf.c", {});
  ASSERT_FALSE(object.ok());
  ASSERT_EQ(object.error().hints.size(), 1U);
  EXPECT_NE(object.error().hints[0].find("install the package clang"), std::string::npos);
}

}  // namespace
}  // namespace sonde
