// Tests of src/base/script_file.h.
#include "base/script_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

namespace sonde {
namespace {

namespace fs = std::filesystem;

class ScriptFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "script-file-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Write(std::string_view text) {
    const fs::path path = folder_ / "script.bt";
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  static std::string Read(const std::string& path, ScriptFrom from = ScriptFrom::Anywhere) {
    auto text = ReadScript(path, from);
    return text ? *text : "error: " + text.error().Text();
  }

  fs::path folder_;
};

TEST_F(ScriptFile, LineEndsAndMarks) {
  EXPECT_EQ(Read(Write("\xef\xbb\xbf"
                       "begin {\r\n}\r\n")),
            "begin {\n}\n");
  EXPECT_EQ(Read(Write("a\rb\r")), "a\rb\r");
  EXPECT_EQ(Read(Write("")), "");
  const std::string zeros("a\0b", 3);
  EXPECT_EQ(Read(Write(zeros)), zeros);
}

TEST_F(ScriptFile, WhatIsNoFile) {
  EXPECT_EQ(Read(folder_), "error: it is a directory");
  EXPECT_EQ(Read(folder_ / "none"), "error: No such file or directory");
  const std::string fifo = folder_ / "fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(Read(fifo, ScriptFrom::RegularFile), "error: it is a named pipe");  // and does not wait
  std::thread writer([&] { std::ofstream(fifo) << "begin { }"; });
  EXPECT_EQ(Read(fifo), "begin { }");
  writer.join();
  EXPECT_EQ(Read("/dev/null", ScriptFrom::RegularFile), "error: it is a device");
  sockaddr_un address{AF_UNIX, {}};
  const std::string path = folder_ / "s";
  ASSERT_LT(path.size(), sizeof(address.sun_path));
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_EQ(bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  EXPECT_EQ(Read(path), "error: it is a socket");
  close(listener);
}

TEST_F(ScriptFile, SizesThatAreUnknownOrTooLarge) {
  EXPECT_NE(Read("/proc/self/status").find("Name:"), std::string::npos);  // has no size
  EXPECT_EQ(Read("/dev/zero"), "error: it is larger than 16 MiB");
  const std::string large = Write("begin { }");
  fs::resize_file(large, uint64_t{1} << 30);
  EXPECT_EQ(Read(large), "error: it is larger than 16 MiB");
}

}  // namespace
}  // namespace sonde
