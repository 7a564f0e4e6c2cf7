// Integer and string literals: every spelling and every error of spec 2.3 and 2.4.
#include "parser/literals.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

uint64_t Value(std::string_view text) {
  LiteralError error{};
  const auto value = ParseInteger(text, &error);
  EXPECT_TRUE(value.has_value()) << text << ": " << DiagName(error.id);
  return value.value_or(0);
}

std::string ErrorOf(std::string_view text) {
  LiteralError error{};
  return ParseInteger(text, &error) ? "none" : DiagName(error.id);
}

TEST(IntegerLiteral, Spellings) {
  EXPECT_EQ(Value("0"), 0U);
  EXPECT_EQ(Value("42"), 42U);
  EXPECT_EQ(Value("1_000__000"), 1000000U);
  EXPECT_EQ(Value("0xff"), 255U);
  EXPECT_EQ(Value("0X1F_00"), 0x1f00U);
  EXPECT_EQ(Value("0755"), 0755U);
  EXPECT_EQ(Value("5e6"), 5000000U);
  EXPECT_EQ(Value("1e19"), 10000000000000000000U);
  EXPECT_EQ(Value("1e1_0"), 10000000000U);
  EXPECT_EQ(Value("1e1__0ms"), 10000000000000000U);
  EXPECT_EQ(Value("18446744073709551615"), UINT64_MAX);
  EXPECT_EQ(Value("0xffffffffffffffff"), UINT64_MAX);
}

TEST(IntegerLiteral, Suffixes) {
  for (const char* text : {"10u", "10ul", "10ull", "10l", "10ll", "10U", "10lu", "10LLU"}) {
    EXPECT_EQ(Value(text), 10U) << text;
  }
  EXPECT_EQ(Value("4294967295u"), 4294967295U);
  EXPECT_EQ(Value("4294967296ul"), 4294967296U);
  EXPECT_EQ(Value("7ns"), 7U);
  EXPECT_EQ(Value("7us"), 7000U);
  EXPECT_EQ(Value("7ms"), 7000000U);
  EXPECT_EQ(Value("7s"), 7000000000U);
  EXPECT_EQ(Value("7m"), 420000000000U);
  EXPECT_EQ(Value("7h"), 25200000000000U);
  EXPECT_EQ(Value("7d"), 604800000000000U);
  EXPECT_EQ(Value("1e3s"), 1000000000000U);
  EXPECT_EQ(Value("010ms"), 8000000U);
  EXPECT_EQ(Value("0x5d"), 0x5dU);
}

TEST(IntegerLiteral, Errors) {
  EXPECT_EQ(ErrorOf("18446744073709551616"), "IntegerOverflow");
  EXPECT_EQ(ErrorOf("99999999999999999999999"), "IntegerOverflow");
  EXPECT_EQ(ErrorOf("4294967296u"), "IntegerOverflow");
  EXPECT_EQ(ErrorOf("2e19"), "IntegerOverflow");
  EXPECT_EQ(ErrorOf("1e99999999999"), "IntegerOverflow");
  EXPECT_EQ(ErrorOf("300000d"), "IntegerOverflow");
  EXPECT_EQ(ErrorOf("5x"), "IntegerSuffix");
  EXPECT_EQ(ErrorOf("5uul"), "IntegerSuffix");
  EXPECT_EQ(ErrorOf("5S"), "IntegerSuffix");
  EXPECT_EQ(ErrorOf("0xfg"), "IntegerTrailing");
  EXPECT_EQ(ErrorOf("0xfms"), "IntegerTrailing");
  EXPECT_EQ(ErrorOf("0x"), "IntegerTrailing");
  EXPECT_EQ(ErrorOf("0x_f"), "IntegerTrailing");
  EXPECT_EQ(ErrorOf("089"), "IntegerTrailing");
  EXPECT_EQ(ErrorOf(""), "IntegerTrailing");
  EXPECT_EQ(ErrorOf("-5"), "IntegerTrailing");
  EXPECT_EQ(ErrorOf("1_"), "IntegerUnderscore");
  EXPECT_EQ(ErrorOf("1_ms"), "IntegerUnderscore");
  EXPECT_EQ(ErrorOf("0x1_"), "IntegerUnderscore");
  EXPECT_EQ(ErrorOf("0e1"), "ScientificCoefficient");
  EXPECT_EQ(ErrorOf("10e1"), "ScientificCoefficient");
  EXPECT_EQ(ErrorOf("5e0"), "ScientificExponent");
  EXPECT_EQ(ErrorOf("5e06"), "ScientificExponent");
  EXPECT_EQ(ErrorOf("5e"), "ScientificExponent");
  EXPECT_EQ(ErrorOf("5e_1"), "ScientificExponent");
  EXPECT_EQ(ErrorOf("5e1_"), "IntegerUnderscore");
  EXPECT_EQ(ErrorOf("5e1_s"), "IntegerUnderscore");
}

TEST(StringLiteral, Escapes) {
  std::vector<LiteralError> errors;
  EXPECT_EQ(ParseString(R"("")", &errors), "");
  EXPECT_EQ(ParseString(R"("a\n\t\r\"\\b")", &errors), "a\n\t\r\"\\b");
  EXPECT_EQ(ParseString(R"("\1\12\1234\377")", &errors), "\1\12\1234\377");
  EXPECT_EQ(ParseString(R"("\x4\x41\x414")", &errors),
            "\x04"
            "AA4");
  EXPECT_EQ(ParseString(R"("a\0b")", &errors), std::string("a\0b", 3));
  EXPECT_TRUE(errors.empty());
}

TEST(StringLiteral, ErrorsSayWhere) {
  std::vector<LiteralError> errors;
  EXPECT_EQ(ParseString(R"("a\qb\400c\xg")", &errors), "abcg");
  ASSERT_EQ(errors.size(), 3U);
  EXPECT_STREQ(DiagName(errors[0].id), "EscapeInvalid");
  EXPECT_EQ(errors[0].begin, 2U);
  EXPECT_EQ(errors[0].end, 4U);
  EXPECT_STREQ(DiagName(errors[1].id), "EscapeOctalRange");
  EXPECT_EQ(errors[1].args[0], "400");
  EXPECT_STREQ(DiagName(errors[2].id), "EscapeHex");
}

}  // namespace
}  // namespace sonde
