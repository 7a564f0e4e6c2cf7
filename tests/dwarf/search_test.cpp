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

// Without a link a debug file is known by its build id, whatever tells where it is.
TEST_F(Moved, ByNameInAFolder) {
  fs::copy_file(Sample("stripped", "args"), folder_ / "bare");
  const auto found = [&](std::vector<std::string> folders) {
    return MakeDwarf((folder_ / "bare").string(), std::move(folders))->Available().ok();
  };
  const std::string folder = (folder_ / "debug").string();
  PutDebugFile(folder_ / "debug" / "bare.debug", "types.debug");  // of another program
  EXPECT_FALSE(found({folder}));
  fs::remove(folder_ / "debug" / "bare.debug");
  PutDebugFile(folder_ / "debug" / "bare.debug", "args.debug");
  EXPECT_FALSE(found({}));
  EXPECT_TRUE(found({folder}));
  EXPECT_TRUE(found({"/nowhere", folder}));
  EXPECT_TRUE(found({"debug"}));
  fs::rename(folder_ / "debug" / "bare.debug", folder_ / "debug" / "bare");
  EXPECT_TRUE(found({folder}));
  fs::rename(folder_ / "debug" / "bare", folder_ / "bare.debug");
  EXPECT_TRUE(found({}));
}

// Split units and packages in a folder of --debuginfo.
TEST_F(Moved, SplitUnitsInAFolder) {
  fs::copy_file(Sample("hostile", "lonely"), folder_ / "lonely");
  const std::string program = (folder_ / "lonely").string();
  EXPECT_EQ(MakeDwarf(program)->FindType("struct node"), nullptr);
  const std::string folder = (folder_ / "debug").string();
  fs::copy_file(Sample("hostile", "kept.dwo"), folder_ / "debug" / "lonely.dwo");
  EXPECT_EQ(MakeDwarf(program, {"/nowhere"})->FindType("struct node"), nullptr);
  EXPECT_NE(MakeDwarf(program, {"/nowhere", folder})->FindType("struct node"), nullptr);
}

TEST(Search, OtherFiles) {
  EXPECT_FALSE(MakeDwarf("/no/such/file")->Available().ok());
  EXPECT_FALSE(MakeDwarf("/etc/passwd")->Available().ok());
  EXPECT_FALSE(MakeDwarf("/")->Available().ok());
}

}  // namespace
}  // namespace sonde::test
