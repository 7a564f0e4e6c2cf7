// Libclang: opened at the first C text, in a process of its own for each test.
#include <gmock/gmock.h>
#include <stdlib.h>

#include <fstream>
#include <sstream>

#include "parse.h"

namespace sonde::test {
namespace {

bool LibraryIsMapped() {
  std::ifstream file("/proc/self/maps");
  std::stringstream maps;
  maps << file.rdbuf();
  return maps.str().find("libclang") != std::string::npos;
}

void LoadsWhenAsked() {
  const bool before = LibraryIsMapped();
  const Parsed parsed = ParseText("struct s { int a; };");
  exit(!before && LibraryIsMapped() && parsed.definitions ? 0 : 1);
}
TEST(LibclangDeathTest, IsOpenedByTheFirstText) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(LoadsWhenAsked(), ::testing::ExitedWithCode(0), "");
}

void LoadsNothing() {
  setenv("SONDE_LIBCLANG", "/nowhere/libclang.so", 1);
  const Parsed parsed = ParseText("struct s { int a; };");
  fputs(parsed.Text().c_str(), stderr);
  exit(parsed.definitions ? 0 : 3);
}
TEST(LibclangDeathTest, WithoutTheLibraryThePackageIsNamed) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(LoadsNothing(), ::testing::ExitedWithCode(3),
              "test.bt:1:1-2: ERROR: the C front end cannot be loaded: /nowhere/libclang.so"
              "(.|\n)*install the package libclang1-" SONDE_LLVM_MAJOR);
}

}  // namespace
}  // namespace sonde::test
