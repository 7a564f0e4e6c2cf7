// Tests of where --otlp sends.
#include "serve/otlp_target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace sonde::serve {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Shown(std::string_view url) {
  auto target = ParseOtlpUrl(url);
  return target ? TextOf(*target) : "";
}

TEST(OtlpTargetTest, Urls) {
  EXPECT_EQ(Shown("http://127.0.0.1:4318"), "http://127.0.0.1:4318/v1/metrics");
  EXPECT_EQ(Shown("http://collector/"), "http://collector:4318/v1/metrics");
  EXPECT_EQ(Shown("http://[::1]:80/a/b"), "http://[::1]:80/a/b");
  EXPECT_EQ(Shown("http://[::1]"), "http://[::1]:4318/v1/metrics");
  auto target = ParseOtlpUrl("http://c?key=secret");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/v1/metrics?key=secret");
  EXPECT_EQ(TextOf(*target), "http://c:4318/v1/metrics");
}

TEST(OtlpTargetTest, WhatIsNone) {
  for (const char* url :
       {"", "localhost:4318", "ftp://a", "http://", "http://:4318", "http://a:0", "http://a:65536",
        "http://a:x", "http://::1", "http://[::1", "http://[::1]x", "http://a b", "http://a\r\nX: y"})
    EXPECT_FALSE(ParseOtlpUrl(url)) << url;
  EXPECT_THAT(ParseOtlpUrl("https://a").error().Text(), HasSubstr("cannot encrypt"));
  EXPECT_THAT(ParseOtlpUrl("http://user:word@a").error().Text(), Not(HasSubstr("word@")));
}

TEST(OtlpTargetTest, Lists) {
  auto list = ParseOtlpList("V", " authorization = Bearer%20a%2Cb , x=1,,");
  ASSERT_TRUE(list);
  ASSERT_EQ(list->size(), 2u);
  EXPECT_EQ((*list)[0].name, "authorization");
  EXPECT_EQ((*list)[0].text, "Bearer a,b");
  EXPECT_EQ((*list)[1].text, "1");
  for (const char* text : {"a", "=b", "a=%", "a=%2", "a=%zz"}) {
    auto none = ParseOtlpList("V", text);
    ASSERT_FALSE(none) << text;
    EXPECT_TRUE(none.error().message.starts_with("V is not")) << none.error().message;
  }
}

class OtlpEnvironmentTest : public testing::Test {
 protected:
  static void Set(const char* name, const char* value) { setenv(name, value, 1); }
  void TearDown() override {
    for (const char* name : {"OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_METRICS_HEADERS",
                             "OTEL_RESOURCE_ATTRIBUTES", "OTEL_SERVICE_NAME"})
      unsetenv(name);
  }
  static std::string Find(const std::vector<Label>& labels, std::string_view name) {
    std::string all;
    for (const Label& label : labels) {
      if (label.name == name) all += label.text + ";";
    }
    return all;
  }
};

TEST_F(OtlpEnvironmentTest, SaysWhoSends) {
  Set("OTEL_RESOURCE_ATTRIBUTES", "service.name=one,host.name=there,k8s.node.name=n1");
  OtlpTarget target;
  ASSERT_TRUE(AddOtlpEnvironment(target));
  EXPECT_EQ(Find(target.resource, "service.name"), "one;");
  EXPECT_EQ(Find(target.resource, "host.name"), "there;");
  EXPECT_EQ(Find(target.resource, "k8s.node.name"), "n1;");
  EXPECT_NE(Find(target.resource, "service.instance.id"), "");
  Set("OTEL_SERVICE_NAME", "two");
  OtlpTarget other;
  ASSERT_TRUE(AddOtlpEnvironment(other));
  EXPECT_EQ(Find(other.resource, "service.name"), "two;");
}

TEST_F(OtlpEnvironmentTest, HeadersOfMetricsComeFirst) {
  Set("OTEL_EXPORTER_OTLP_HEADERS", "Authorization=a,x=1");
  Set("OTEL_EXPORTER_OTLP_METRICS_HEADERS", "authorization=b");
  OtlpTarget target;
  ASSERT_TRUE(AddOtlpEnvironment(target));
  EXPECT_EQ(Find(target.headers, "Authorization"), "");
  EXPECT_EQ(Find(target.headers, "authorization"), "b;");
  EXPECT_EQ(Find(target.headers, "x"), "1;");
}

TEST_F(OtlpEnvironmentTest, HeadersThatWouldBeOthers) {
  for (const char* text : {"host=a", "Content-Length=0", "a b=c", "a=%0d%0aX: y", "a=%00"}) {
    Set("OTEL_EXPORTER_OTLP_HEADERS", text);
    OtlpTarget target;
    EXPECT_FALSE(AddOtlpEnvironment(target)) << text;
  }
}

}  // namespace
}  // namespace sonde::serve
