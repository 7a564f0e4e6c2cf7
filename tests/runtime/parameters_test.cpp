// Named parameters: spelling of values, errors, help.
#include "runtime/parameters.h"

#include <gtest/gtest.h>

#include <cstring>

namespace sonde::runtime {
namespace {

using bundle::ParameterKind;
using bundle::ParameterMeta;

const std::vector<ParameterMeta> kKnown = {
    {"flag", ParameterKind::Bool, 48, 8, ""},
    {"size", ParameterKind::Unsigned, 56, 8, "how many"},
    {"low", ParameterKind::Signed, 64, 8, ""},
    {"name", ParameterKind::Text, 72, 8, ""},
};

int64_t Number(const ParameterValue& value) {
  int64_t number = 0;
  EXPECT_EQ(value.bytes.size(), sizeof number);
  std::memcpy(&number, value.bytes.data(), sizeof number);
  return number;
}

std::string Refusal(const std::string& word) {
  const auto values = ReadParameters(kKnown, {word});
  return values ? "accepted" : values.error().Text();
}

TEST(Parameters, Values) {
  const auto values = ReadParameters(kKnown, {"--flag", "--size=0x10", "--low=-1", "--name=a=b", "--size=3"});
  ASSERT_TRUE(values);
  ASSERT_EQ(values->size(), 5U);
  EXPECT_EQ((*values)[0].offset, 48U);
  EXPECT_EQ(Number((*values)[0]), 1);
  EXPECT_EQ(Number((*values)[1]), 16);
  EXPECT_EQ(Number((*values)[2]), -1);
  EXPECT_EQ((*values)[3].bytes, std::string("a=b\0\0\0\0\0", 8));
  EXPECT_EQ(Number((*values)[4]), 3);
}

TEST(Parameters, CountsOfEvents) {
  bundle::Metadata metadata;
  metadata.parameters = kKnown;
  metadata.events.resize(2);
  metadata.events[0].top = 5;
  metadata.events[0].top_parameter = 1;
  metadata.events[1].divisor = 10;
  metadata.events[1].divisor_parameter = 1;
  SetCounts(metadata, *ReadParameters(kKnown, {}));
  EXPECT_EQ(metadata.events[0].top, 5U);
  SetCounts(metadata, *ReadParameters(kKnown, {"--size=7"}));
  EXPECT_EQ(metadata.events[0].top, 7U);
  EXPECT_EQ(metadata.events[1].divisor, 7U);
  SetCounts(metadata, *ReadParameters(kKnown, {"--size=5000000000"}));
  EXPECT_EQ(metadata.events[0].top, UINT32_MAX);
}

TEST(Parameters, SmallestAndLargest) {
  EXPECT_EQ(Refusal("--low=-9223372036854775808"), "accepted");
  EXPECT_EQ(Refusal("--size=18446744073709551615"), "accepted");
  EXPECT_NE(Refusal("--low=9223372036854775808"), "accepted");
  EXPECT_NE(Refusal("--size=18446744073709551616"), "accepted");
  EXPECT_NE(Refusal("--low=-9223372036854775809"), "accepted");
}

TEST(Parameters, Refusals) {
  const std::string start = "program command line option --";
  EXPECT_EQ(Refusal("--size"), start + "size expects an integer (value: true)");
  EXPECT_EQ(Refusal("--size="), start + "size invalid integer (value: )");
  EXPECT_EQ(Refusal("--size=1x"), start + "size invalid integer (value: 1x)");
  EXPECT_EQ(Refusal("--flag=2"), start + "flag expects a boolean (e.g. 'true') (value: 2)");
  EXPECT_EQ(Refusal("--name"), start + "name expects a string (value: true)");
  EXPECT_EQ(Refusal("--name=12345678"), start + "name is longer than 7 bytes (value: 12345678)");
}

TEST(Parameters, UnknownNamesAndHelp) {
  const auto unknown = ReadParameters(kKnown, {"--b", "--a=1", "--size=x"});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().Text(), "unexpected program command line options: --a, --b");
  const auto help = ReadParameters(kKnown, {"--help"});
  ASSERT_FALSE(help);
  EXPECT_EQ(help.error().message, "");
  ASSERT_EQ(help.error().hints.size(), 1U);
  EXPECT_EQ(help.error().hints[0], "expected program options:\n--flag\n--low\n--name\n--size: how many");
  EXPECT_EQ(ReadParameters({}, {"--help"}).error().hints[0], "no custom program options defined.");
}

}  // namespace
}  // namespace sonde::runtime
