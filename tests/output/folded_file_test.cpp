// Tests of reading folded stacks.
#include "output/pictures/folded_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace sonde::output {
namespace {

using testing::HasSubstr;

class FoldedFileTest : public testing::Test {
 protected:
  void SetUp() override {
    char path[] = "/tmp/sonde-folded-XXXXXX";
    close(mkstemp(path));
    path_ = path;
  }
  void TearDown() override { unlink(path_.c_str()); }
  Result<std::shared_ptr<const FoldedFile>> Read(const std::string& text) {
    std::ofstream(path_, std::ios::trunc) << text;
    return ReadFoldedFile(path_);
  }
  std::string path_;
};

TEST_F(FoldedFileTest, Lines) {
  const auto file = Read("a;b c;d 5\nx 18446744073709551615\n\nlast;line 1");
  ASSERT_TRUE(file.ok()) << file.error().Text();
  using Row = std::pair<std::string_view, uint64_t>;
  EXPECT_THAT((*file)->rows,
              testing::ElementsAre(Row("a;b c;d", 5), Row("x", UINT64_MAX), Row("last;line", 1)));
  EXPECT_TRUE((*Read(""))->rows.empty());
}

TEST_F(FoldedFileTest, WhatIsNoCountIsAnError) {
  for (const char* line : {"a;b", "a;b -5", "a;b 5x", "5", " 5", "a ", "a 18446744073709551616", "a 1.5"}) {
    const auto file = Read("a 1\n" + std::string(line) + "\n");
    ASSERT_FALSE(file.ok()) << line;
    EXPECT_THAT(file.error().Text(), HasSubstr(path_ + ":2: a line of folded stacks ends with a blank"))
        << line;
  }
}

TEST_F(FoldedFileTest, NoFile) {
  EXPECT_THAT(ReadFoldedFile("/no/such/file").error().Text(), HasSubstr("/no/such/file"));
}

}  // namespace
}  // namespace sonde::output
