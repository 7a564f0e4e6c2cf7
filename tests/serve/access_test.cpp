// Tests of who gets what is served.
#include "serve/access.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <climits>
#include <cstdio>
#include <fstream>

namespace sonde::serve {
namespace {

TEST(AccessTest, TokensAreRandomAndLong) {
  const auto one = MakeToken(), other = MakeToken();
  ASSERT_TRUE(one && other);
  EXPECT_EQ(one->size(), 32u);
  EXPECT_EQ(one->find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_NE(*one, *other);
}

TEST(AccessTest, OnlyTheWholeTokenIsTheToken) {
  EXPECT_TRUE(SameToken("abcd", "abcd"));
  for (const char* other : {"", "abc", "abcde", "abcx", "xbcd", "ABCD"})
    EXPECT_FALSE(SameToken(other, "abcd")) << other;
  EXPECT_FALSE(SameToken("", ""));
}

TEST(AccessTest, TokensOfFiles) {
  const std::string path = testing::TempDir() + "serve_token";
  const auto read = [&](const std::string& text) {
    std::ofstream(path) << text;
    auto token = ReadToken(path);
    return token ? *token : "error";
  };
  EXPECT_EQ(read("0123456789abcdef"), "0123456789abcdef");
  EXPECT_EQ(read("aZ09-._~aZ09-._~\r\nmore"), "aZ09-._~aZ09-._~");
  EXPECT_EQ(read(std::string(512, 'a')), std::string(512, 'a'));
  for (const std::string text : {"", "short", "0123456789 abcdef", "0123456789/abcdef", "\n0123456789abcdef"})
    EXPECT_EQ(read(text), "error") << text;
  EXPECT_EQ(read(std::string(513, 'a')), "error");
  std::remove(path.c_str());
  EXPECT_FALSE(ReadToken(path));
}

TEST(AccessTest, NamesOfOthersAreRefused) {
  const Address loopback;
  for (const char* own :
       {"127.0.0.1:8080", "127.0.0.1", "localhost:1", "LOCALHOST", "[::1]:8080", "192.0.2.7"})
    EXPECT_TRUE(IsOwnHost(own, loopback)) << own;
  for (const char* other :
       {"", "example.org", "example.org:8080", "localhost.example.org", "127.0.0.1.example.org", "[::1",
        "[::1]x", "localhost:x", "user@localhost", "127.0.0.1:80:80"})
    EXPECT_FALSE(IsOwnHost(other, loopback)) << other;
}

TEST(AccessTest, SpelledOutNamesAreOwn) {
  EXPECT_TRUE(IsOwnHost("tracer.lan:9000", {"tracer.lan", 9000}));
  EXPECT_FALSE(IsOwnHost("other.lan:9000", {"tracer.lan", 9000}));
  char name[HOST_NAME_MAX + 1] = {};
  ASSERT_EQ(gethostname(name, sizeof name - 1), 0);
  EXPECT_TRUE(IsOwnHost(name, {"0.0.0.0", 9000}));
  EXPECT_FALSE(IsOwnHost(std::string(name) + ".example.org", {"0.0.0.0", 9000}));
}

TEST(AccessTest, BearerTokens) {
  EXPECT_EQ(BearerToken("Bearer abc"), "abc");
  EXPECT_EQ(BearerToken("bearer abc"), "abc");
  EXPECT_EQ(BearerToken("Basic abc"), "");
  EXPECT_EQ(BearerToken("Bearer"), "");
}

}  // namespace
}  // namespace sonde::serve
