// Tests of the options about serving and pushing, which sonde and what --aot wrote have in common.
#include "serve/service.h"

#include <gtest/gtest.h>

namespace sonde::serve {
namespace {

TEST(ServiceTest, Options) {
  ServiceOptions options;
  EXPECT_TRUE(*ReadServiceOption(OptionId::Serve, nullptr, options));
  EXPECT_EQ(TextOf(*options.address), "127.0.0.1:0");
  EXPECT_TRUE(*ReadServiceOption(OptionId::Otlp, "http://c", options));
  EXPECT_EQ(options.target->host, "c");
  EXPECT_EQ(options.push_ms, 0u);
  EXPECT_TRUE(*ReadServiceOption(OptionId::OtlpInterval, "1m", options));
  EXPECT_EQ(options.push_ms, 60000u);
  EXPECT_TRUE(*ReadServiceOption(OptionId::ServeToken, "/f", options));
  EXPECT_EQ(options.token_file, "/f");
  EXPECT_FALSE(*ReadServiceOption(OptionId::Quiet, nullptr, options));
}

TEST(ServiceTest, WhatIsRefused) {
  ServiceOptions options;
  EXPECT_FALSE(ReadServiceOption(OptionId::Serve, "[", options));
  EXPECT_FALSE(ReadServiceOption(OptionId::Otlp, "https://c", options));
  for (const char* text : {"", "0", "999ms", "x", "-1s"})
    EXPECT_FALSE(ReadServiceOption(OptionId::OtlpInterval, text, options)) << text;
}

TEST(ServiceTest, NothingIsWanted) {
  auto service = Service::Start({}, "t", "v");
  ASSERT_TRUE(service);
  EXPECT_EQ((*service)->view(), nullptr);
  EXPECT_EQ((*service)->Greeting(), "");
}

TEST(ServiceTest, ATokenThatIsNotThere) {
  ServiceOptions options;
  options.address = Address{};
  options.token_file = "/nonexistent";
  EXPECT_FALSE(Service::Start(options, "t", "v"));
}

}  // namespace
}  // namespace sonde::serve
