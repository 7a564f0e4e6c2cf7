// Tests of what --serve takes.
#include "serve/address.h"

#include <gtest/gtest.h>

namespace sonde::serve {
namespace {

std::string Parsed(std::string_view text) {
  auto address = ParseAddress(text);
  return address ? TextOf(*address) : "error";
}

TEST(AddressTest, WhatIsLeftOutIsLoopback) {
  EXPECT_EQ(Parsed(""), "127.0.0.1:0");
  EXPECT_EQ(Parsed("9000"), "127.0.0.1:9000");
  EXPECT_EQ(Parsed(":9000"), "127.0.0.1:9000");
}

TEST(AddressTest, Addresses) {
  EXPECT_EQ(Parsed("0.0.0.0:9000"), "0.0.0.0:9000");
  EXPECT_EQ(Parsed("tracer.lan:80"), "tracer.lan:80");
  EXPECT_EQ(Parsed("tracer.lan"), "tracer.lan:0");
  EXPECT_EQ(Parsed("[::1]:9000"), "[::1]:9000");
  EXPECT_EQ(Parsed("[::]"), "[::]:0");
}

TEST(AddressTest, WrongOnes) {
  for (const char* wrong :
       {"::1:9000", "::", "a:", ":", "a:b", "a:70000", "a:-1", "a:1x", "http://a:1", "a b:1", "70000"})
    EXPECT_EQ(Parsed(wrong), "error") << wrong;
}

TEST(AddressTest, TheSystemChoosesAPort) {
  Address address;
  const auto socket = Listen(address);
  ASSERT_TRUE(socket);
  EXPECT_NE(address.port, 0);
  Address taken = address;
  const auto second = Listen(taken);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().Text(), "cannot serve at " + TextOf(address) + ": Address already in use");
}

}  // namespace
}  // namespace sonde::serve
