// Tests of src/host/binaries.h.
#include "host/binaries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace sonde {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// An ld.so.cache with the given name/path pairs, behind some older header.
std::string Cache(const std::vector<std::pair<std::string, std::string>>& libraries) {
  std::string head = "glibc-ld.so.cache1.1";
  const auto add = [&head](uint32_t value) { head.append(reinterpret_cast<const char*>(&value), 4); };
  add(static_cast<uint32_t>(libraries.size()));
  add(0);
  head.resize(48);
  std::string texts;
  const size_t text_begin = 48 + libraries.size() * 24;
  for (const auto& [name, path] : libraries) {
    add(0x303);
    add(static_cast<uint32_t>(text_begin + texts.size()));
    texts += name + '\0';
    add(static_cast<uint32_t>(text_begin + texts.size()));
    texts += path + '\0';
    head.resize(head.size() + 12);
  }
  return "ld.so-1.7.0 older" + head + texts;
}

TEST(LoaderCache, FindsLibrariesByName) {
  const std::string cache = Cache({{"libcrypt.so.1", "/lib/libcrypt.so.1"},
                                   {"libc.so.6", "/lib/libc.so.6"},
                                   {"libfoo.so", "/lib/libfoo.so"}});
  EXPECT_THAT(FindInLoaderCache(cache, "libc"), ElementsAre("/lib/libc.so.6"));
  EXPECT_THAT(FindInLoaderCache(cache, "libc.so.6"), ElementsAre("/lib/libc.so.6"));
  EXPECT_THAT(FindInLoaderCache(cache, "libc.so"), ElementsAre());
  EXPECT_THAT(FindInLoaderCache(cache, "libfoo.so"), ElementsAre("/lib/libfoo.so"));
  EXPECT_THAT(FindInLoaderCache(cache, "libbar"), IsEmpty());
}

TEST(LoaderCache, DamageDoesNotCrash) {
  const std::string cache = Cache({{"libc.so.6", "/lib/libc.so.6"}});
  for (size_t size = 0; size < cache.size(); ++size)
    (void)FindInLoaderCache(cache.substr(0, size), "libc");
  std::string absurd = cache;
  const uint32_t many = 0xffffffff;
  std::memcpy(absurd.data() + absurd.find("1.1") + 3, &many, 4);
  (void)FindInLoaderCache(absurd, "libc");
}

TEST(Resolve, PathsAndNames) {
  const auto shell = ResolveBinaryPath("/bin/sh", 0);
  ASSERT_TRUE(shell.ok());
  EXPECT_EQ(shell->path, "/bin/sh");
  EXPECT_EQ(shell->shown, "/bin/sh");
  const auto by_name = ResolveBinaryPath("sh", 0);
  ASSERT_TRUE(by_name.ok());
  EXPECT_THAT(by_name->path, HasSubstr("/sh"));
  EXPECT_EQ(by_name->path.at(0), '/');
  EXPECT_EQ(by_name->shown, by_name->path);
  EXPECT_FALSE(ResolveBinaryPath("/bin", 0).ok());
  const auto missing = ResolveBinaryPath("no-such-program", 0);
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().Text(), "'no-such-program' does not exist or is not executable");
}

TEST(Resolve, Libraries) {
  const auto libc = ResolveBinaryPath("libc", 0);
  if (!libc) GTEST_SKIP() << "no libc in the usual places: " << libc.error().Text();
  EXPECT_THAT(libc->path, HasSubstr("/libc.so"));
  EXPECT_TRUE(ResolveBinaryPath("libc.so.6", 0).ok());
}

TEST(Resolve, TheExecutableOfAProcess) {
  const auto own = ResolveBinaryPath("", getpid());
  ASSERT_TRUE(own.ok());
  EXPECT_THAT(own->path, HasSubstr("host_tests"));
  EXPECT_FALSE(ResolveBinaryPath("", 0).ok());
  EXPECT_FALSE(ResolveBinaryPath("", 0x7ffffff0).ok());
}

std::vector<std::string> Shown(std::string_view pattern, int pid) {
  std::vector<std::string> shown;
  for (const Binary& file : MatchBinaryPaths(pattern, pid))
    shown.push_back(file.shown);
  return shown;
}

TEST(Match, PatternsAndMappedFiles) {
  EXPECT_THAT(Shown("/bin/s*", 0), Contains("/bin/sh"));
  EXPECT_THAT(Shown("/no/such/*", 0), IsEmpty());
  const auto mapped = Shown("*", getpid());
  EXPECT_THAT(mapped, Contains(HasSubstr("libc.so")));
  EXPECT_THAT(mapped, Contains(HasSubstr("host_tests")));
}

// A process may have made its root itself.
TEST(Resolve, APipeAsLoaderCacheOfAProcess) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can change a root";
  std::string root = testing::TempDir() + "root-XXXXXX";
  ASSERT_NE(mkdtemp(root.data()), nullptr);
  std::filesystem::create_directories(root + "/etc");
  ASSERT_EQ(mkfifo((root + "/etc/ld.so.cache").c_str(), 0644), 0);
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    if (chroot(root.c_str()) != 0 || write(ready[1], "x", 1) != 1) _exit(1);
    pause();
    _exit(0);
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  alarm(60);
  EXPECT_FALSE(ResolveBinaryPath("libc", child).ok());
  std::filesystem::remove(root + "/etc/ld.so.cache");
  std::filesystem::create_symlink("/dev/zero", root + "/etc/ld.so.cache");
  EXPECT_FALSE(ResolveBinaryPath("libc", child).ok());
  alarm(0);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  std::filesystem::remove_all(root);
  close(ready[0]);
  close(ready[1]);
}

// In the folder of this test's program.
TEST(Match, PathsStayAsTheyAreWritten) {
  const std::string own = ResolveBinaryPath("", getpid())->path;
  const std::string folder = own.substr(0, own.rfind('/'));
  ASSERT_EQ(chdir(folder.c_str()), 0);
  const auto relative = ResolveBinaryPath("./host_tests", 0);
  ASSERT_TRUE(relative.ok());
  EXPECT_EQ(relative->shown, "./host_tests");
  EXPECT_EQ(relative->path, own);
  const auto matched = MatchBinaryPaths("./host_t*s", 0);
  ASSERT_EQ(matched.size(), 1u);
  EXPECT_EQ(matched[0].shown, "./host_tests");
  EXPECT_EQ(matched[0].path, own);
}

}  // namespace
}  // namespace sonde
