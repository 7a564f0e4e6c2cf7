// Tests of src/base/files.h.
#include "base/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace sonde {
namespace {

std::string Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

TEST(ReplaceFile, WritesAllPartsWithTheMode) {
  const std::string path = testing::TempDir() + "replace_file_test";
  ASSERT_TRUE(ReplaceFile(path, {"old"}, 0600).ok());
  ASSERT_TRUE(ReplaceFile(path, {"one ", "two"}, 0755).ok());
  EXPECT_EQ(Read(path), "one two");
  struct stat info{};
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0755U);
  unlink(path.c_str());
}

TEST(ReplaceFile, SaysWhyItFailed) {
  const Status status = ReplaceFile("/nonexistent/folder/file", {"x"}, 0644);
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().Text().find("No such file or directory"), std::string::npos);
}

}  // namespace
}  // namespace sonde
