// Finding separate debug files; files that are no use.
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "samples.h"

namespace sonde::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

TEST(Search, ByBuildIdInAFolderThatWasGiven) {
  const std::string stripped = Sample("stripped", "args");
  const auto without = MakeDwarf(stripped);
  ASSERT_FALSE(without->Available().ok());
  EXPECT_THAT(without->Available().error().Text(), HasSubstr("has no debug information"));
  EXPECT_EQ(without->FindType("struct node"), nullptr);
  const auto with = MakeDwarf(stripped, {Sample("tree", "")});
  ASSERT_TRUE(with->Available().ok()) << with->Available().error().Text();
  EXPECT_NE(with->FindType("struct node"), nullptr);
}

class Moved : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("sonde-search-" + std::to_string(getpid()));
    fs::create_directories(folder_ / "debug");
    fs::copy_file(Sample("linked", "args"), folder_ / "args");
  }
  void TearDown() override { fs::remove_all(folder_); }
  void PutDebugFile(const fs::path& place, const std::string& name) {
    fs::create_directories(place.parent_path());
    fs::copy_file(Sample("linked", ".debug/" + name), place);
  }
  bool Found(std::vector<std::string> folders = {}) {
    return MakeDwarf((folder_ / "args").string(), std::move(folders))->Available().ok();
  }

  fs::path folder_;
};

TEST_F(Moved, ByLink) {
  EXPECT_FALSE(Found());
  PutDebugFile(folder_ / "args.debug", "args.debug");
  EXPECT_TRUE(Found());
}

TEST_F(Moved, ByLinkInAFolder) {
  PutDebugFile(folder_ / "debug" / "args.debug", "args.debug");
  EXPECT_FALSE(Found());
  EXPECT_TRUE(Found({"debug"}));
  EXPECT_TRUE(Found({(folder_ / "debug").string()}));
}

TEST_F(Moved, OfAnotherProgramIsRefused) {
  PutDebugFile(folder_ / "args.debug", "types.debug");
  EXPECT_FALSE(Found());
}

TEST_F(Moved, TheCrcIsCheckedOnRequest) {
  const fs::path debug = folder_ / "debug" / "args.debug";
  PutDebugFile(debug, "args.debug");
  EXPECT_TRUE(Found({"+debug"}));
  std::ofstream(debug, std::ios::app) << "more";
  EXPECT_TRUE(Found({"debug"}));
  EXPECT_FALSE(Found({"+debug"}));
}

TEST(Search, OtherFiles) {
  EXPECT_FALSE(MakeDwarf("/no/such/file")->Available().ok());
  EXPECT_FALSE(MakeDwarf("/etc/passwd")->Available().ok());
  EXPECT_FALSE(MakeDwarf("/")->Available().ok());
}

}  // namespace
}  // namespace sonde::test
