// Tests of src/base/foreign_file.h: what a hostile name may lead to. A test that hangs has failed.
#include "base/foreign_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

namespace sonde {
namespace {

namespace fs = std::filesystem;

class ForeignFileTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "foreign-XXXXXX";
    ASSERT_NE(mkdtemp(folder_.data()), nullptr);
    alarm(60);
  }
  void TearDown() override {
    alarm(0);
    fs::remove_all(folder_);
  }
  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ + "/" + name) << text;
    return folder_ + "/" + name;
  }
  // The innermost reason why it cannot be opened; empty if it can.
  static std::string Reason(const std::string& path, const OpenRules& rules = {1 << 20}) {
    auto file = ForeignFile::Open(path, rules);
    if (file.ok()) return {};
    EXPECT_EQ(file.error().message, "open " + path);
    return file.error().causes.back();
  }

  std::string folder_;
};

TEST_F(ForeignFileTest, ReadsWhatARegularFileHolds) {
  const std::string path = Write("text", "twelve bytes");
  auto file = ForeignFile::Open(path, 12);
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file->size(), 12U);
  EXPECT_EQ(file->info().st_uid, geteuid());
  char some[32] = {};
  EXPECT_EQ(file->ReadAt(7, some, sizeof(some)), 5U);
  EXPECT_STREQ(some, "bytes");
  EXPECT_EQ(file->ReadAt(100, some, sizeof(some)), 0U);
  EXPECT_EQ(*file->ReadAll(), "twelve bytes");
  EXPECT_EQ(*ReadForeign(Write("empty", ""), 10), "");
  const std::string large(100000, 'x');
  EXPECT_EQ(*ReadForeign(Write("large", large), large.size()), large);
}

TEST_F(ForeignFileTest, ReadsFilesThatDoNotSayTheirSize) {
  EXPECT_NE(ReadForeign("/proc/self/maps", 1 << 24)->find("r-xp"), std::string::npos);
  EXPECT_EQ(ReadForeign("/proc/self/maps", 100).error().causes.back(), "it is larger than 100 bytes");
}

TEST_F(ForeignFileTest, KeepsTheLimit) {
  EXPECT_EQ(Reason(Write("text", "twelve bytes"), {11}), "it is larger than 11 bytes");
  const std::string sparse = Write("sparse", "");
  fs::resize_file(sparse, uint64_t{1} << 40);
  EXPECT_EQ(Reason(sparse, {uint64_t{64} << 20}), "it is larger than 64 MiB");
  // A file that grows after it was opened.
  const std::string growing = Write("growing", "1234");
  auto file = ForeignFile::Open(growing, 4);
  ASSERT_TRUE(file.ok());
  Write("growing", "123456789");
  EXPECT_EQ(file->ReadAll().error().causes.back(), "it is larger than 4 bytes");
}

TEST_F(ForeignFileTest, OpensNothingButRegularFiles) {
  const std::string pipe = folder_ + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(Reason(pipe), "it is a named pipe");
  EXPECT_EQ(Reason("/dev/zero"), "it is a device");
  EXPECT_EQ(Reason("/dev/null"), "it is a device");
  EXPECT_EQ(Reason(folder_), "it is a directory");
  EXPECT_EQ(Reason(folder_ + "/none"), "No such file or directory");
  EXPECT_EQ(Reason(Write("file", "") + "/below"), "Not a directory");
  fs::create_symlink("pipe", folder_ + "/link");
  EXPECT_EQ(Reason(folder_ + "/link"), "it is a named pipe");
  fs::create_symlink("loop", folder_ + "/loop");
  EXPECT_EQ(Reason(folder_ + "/loop"), "Too many levels of symbolic links");

  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (folder_ + "/socket").c_str(), sizeof(address.sun_path) - 1);
  const int server = socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_EQ(bind(server, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  EXPECT_EQ(Reason(address.sun_path), "it is a socket");
  EXPECT_EQ(Reason(address.sun_path, {100, false, {}, true}), "it is a socket");
  close(server);
}

TEST_F(ForeignFileTest, DoesNotWaitForALease) {
  const std::string path = Write("leased", "text");
  signal(SIGIO, SIG_IGN);  // what the holder of a lease gets
  const int holder = open(path.c_str(), O_WRONLY);
  if (fcntl(holder, F_SETLEASE, F_WRLCK) != 0) {
    close(holder);
    GTEST_SKIP() << "this file system has no leases";
  }
  EXPECT_EQ(Reason(path), "Resource temporarily unavailable");
  close(holder);
}

TEST_F(ForeignFileTest, FollowsLinksAsItIsTold) {
  Write("file", "text");
  fs::create_symlink("file", folder_ + "/link");
  EXPECT_EQ(Reason(folder_ + "/link"), "");
  EXPECT_EQ(Reason(folder_ + "/link", {100, true}), "it is a symbolic link");
  EXPECT_EQ(Reason(folder_ + "/file", {100, true}), "");
}

TEST_F(ForeignFileTest, StaysBelowTheRoot) {
  fs::create_directories(folder_ + "/root/tmp");
  Write("outside", "outside");
  Write("root/inside", "inside");
  fs::create_symlink("/inside", folder_ + "/root/tmp/absolute");
  fs::create_symlink("../../outside", folder_ + "/root/tmp/upwards");
  fs::create_symlink("/proc/self/cwd", folder_ + "/root/tmp/magic");
  const std::string root = folder_ + "/root";
  auto file = ForeignFile::Open("/tmp/absolute", OpenRules{100, false, root});
  ASSERT_TRUE(file.ok()) << file.error().Text();
  EXPECT_EQ(*file->ReadAll(), "inside");
  EXPECT_EQ(Reason("/tmp/upwards", {100, false, root}), "No such file or directory");
  EXPECT_EQ(Reason("/../outside", {100, false, root}), "No such file or directory");
  EXPECT_EQ(Reason("/tmp/magic", {100, false, root}), "No such file or directory");
  EXPECT_EQ(Reason("/inside", {100, false, folder_ + "/none"}), "No such file or directory");
}

TEST_F(ForeignFileTest, ReadsStreamsForThoseWhoNameThem) {
  const OpenRules streams{16, false, {}, true};
  const std::string pipe = folder_ + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(pipe) << "from a pipe"; });
  auto file = ForeignFile::Open(pipe, streams);
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(*file->ReadAll(), "from a pipe");
  writer.join();
  auto zeros = ForeignFile::Open("/dev/zero", streams);
  ASSERT_TRUE(zeros.ok());
  EXPECT_EQ(zeros->ReadAll().error().causes.back(), "it is larger than 16 bytes");
  EXPECT_EQ(*ForeignFile::Open("/dev/null", streams)->ReadAll(), "");
  EXPECT_EQ(Reason(folder_, streams), "it is a directory");
}

TEST_F(ForeignFileTest, WaitsForADescriptorThatOthersHaveMadeNonBlocking) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
  std::thread writer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(write(ends[1], "late", 4), 4);
    close(ends[1]);
  });
  const ForeignFile file = ForeignFile::FromDescriptor(ends[0], "stdin", 100);
  EXPECT_EQ(*file.ReadAll(), "late");
  writer.join();
}

TEST(InWords, NamesRoundSizes) {
  EXPECT_EQ(InWords(0), "0 bytes");
  EXPECT_EQ(InWords(1025), "1025 bytes");
  EXPECT_EQ(InWords(4096), "4 KiB");
  EXPECT_EQ(InWords(uint64_t{3} << 30), "3 GiB");
}

}  // namespace
}  // namespace sonde
