// Files that a program's debug information names may be anything, and so may what it says of itself. A test
// that hangs has failed.
#include <elf.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "dwarf/guarded_open.h"
#include "samples.h"

namespace sonde::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Hostile : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "hostile-XXXXXX";
    ASSERT_NE(mkdtemp(folder_.data()), nullptr);
    alarm(120);
  }
  void TearDown() override {
    alarm(0);
    fs::remove_all(folder_);
  }
  std::string Copy(const std::string& form, const std::string& name) {
    fs::copy_file(Sample(form, name), folder_ + "/" + name);
    return folder_ + "/" + name;
  }
  void Pipe(const std::string& name) { ASSERT_EQ(mkfifo((folder_ + "/" + name).c_str(), 0600), 0); }
  void Link(const std::string& name, const std::string& target) {
    fs::create_symlink(target, folder_ + "/" + name);
  }
  static long MostKilobytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
  }

  std::string folder_;
};

TEST_F(Hostile, APipeAsSplitUnit) {
  const std::string program = Copy("hostile", "lonely");
  Pipe("lonely.dwo");
  const auto info = MakeDwarf(program);
  EXPECT_TRUE(info->Available().ok());
  EXPECT_EQ(info->FindType("struct node"), nullptr);
}

TEST_F(Hostile, APipeOrADeviceAsPackage) {
  const std::string program = Copy("hostile", "lonely");
  Pipe("lonely.dwp");
  EXPECT_EQ(MakeDwarf(program)->FindType("struct node"), nullptr);
  fs::remove(folder_ + "/lonely.dwp");
  Link("lonely.dwp", "/dev/zero");
  EXPECT_EQ(MakeDwarf(program)->FindType("struct node"), nullptr);
}

TEST_F(Hostile, ADeviceAsSplitUnit) {
  const std::string program = Copy("hostile", "lonely");
  Link("lonely.dwo", "/dev/zero");
  EXPECT_EQ(MakeDwarf(program)->FindType("struct node"), nullptr);
}

// The one in the folder of the program is no file; the one where it was compiled is.
TEST_F(Hostile, TheRightSplitUnitIsStillFound) {
  const std::string program = Copy("gcc5split", "args0");
  Pipe("args0.dwo");
  EXPECT_NE(MakeDwarf(program)->FindType("struct node"), nullptr);
}

TEST_F(Hostile, APipeAsSharedFile) {
  const std::string program = Copy("hostile", "altlinked");
  Pipe("shared.debug");
  const auto info = MakeDwarf(program);
  EXPECT_TRUE(info->Available().ok());
  EXPECT_NE(info->FindType("struct node"), nullptr);
}

TEST_F(Hostile, APipeAsDebugFile) {
  const std::string program = Copy("linked", "args");
  Pipe("args.debug");
  EXPECT_FALSE(MakeDwarf(program)->Available().ok());
  Pipe("pipe");
  EXPECT_THAT(MakeDwarf(folder_ + "/pipe")->Available().error().Text(), HasSubstr("it is a named pipe"));
}

TEST_F(Hostile, CompressedSectionsWithoutEnd) {
  const long before = MostKilobytes();
  const auto info = MakeDwarf(Sample("hostile", "bomb"));
  EXPECT_FALSE(info->Available().ok());
  EXPECT_THAT(info->Available().error().Text(), HasSubstr("unpacks to more than 1 GiB"));
  EXPECT_LT(MostKilobytes() - before, 512 * 1024);
}

TEST_F(Hostile, AHeaderThatClaimsBillionsOfSections) {
  const std::string program = Copy("gcc4", "args0");
  fs::permissions(program, fs::perms::owner_write, fs::perm_options::add);
  std::fstream file(program, std::ios::in | std::ios::out | std::ios::binary);
  Elf64_Ehdr header{};
  file.read(reinterpret_cast<char*>(&header), sizeof(header));
  Elf64_Shdr first{};
  first.sh_size = 0xfffffff0;
  header.e_shnum = 0;
  file.seekp(0);
  file.write(reinterpret_cast<const char*>(&header), sizeof(header));
  file.seekp(static_cast<std::streamoff>(header.e_shoff));
  file.write(reinterpret_cast<const char*>(&first), sizeof(first));
  file.close();
  EXPECT_FALSE(MakeDwarf(program)->Available().ok());
  EXPECT_FALSE(ReadElfFunctions(program).ok());
}

TEST(OpenGuard, LetsOthersOpenWhatTheyLike) {
  const int before = open("/dev/null", O_RDONLY | O_CLOEXEC);
  EXPECT_GE(before, 0);
  close(before);
  const dwarf::OpenGuard guard;
  EXPECT_LT(open("/dev/null", O_RDONLY | O_CLOEXEC), 0);
  const int written = open("/dev/null", O_WRONLY | O_CLOEXEC);
  EXPECT_GE(written, 0);
  close(written);
}

}  // namespace
}  // namespace sonde::test
