// Macros that are constant expressions: what C makes of them.
#include <gmock/gmock.h>

#include <cinttypes>

#include "parse.h"

namespace sonde::test {
namespace {

// The replacement of X in `text`; "?" in front: it has no expression.
std::string X(const std::string& text) {
  Parsed parsed = ParseText(text + "\n", {"X"});
  if (!parsed.definitions) return parsed.Text();
  const auto macro = parsed.definitions->FindMacro("X");
  if (!macro) return "none";
  return (macro->expression ? "" : "?") + macro->text;
}

TEST(CConstants, SuffixesDecideAboutTheSign) {
  EXPECT_EQ(X("#define X ~0U"), "4294967295");
  EXPECT_EQ(X("#define X (~0UL)"), "18446744073709551615");
  EXPECT_EQ(X("#define X -1U"), "4294967295");
  EXPECT_EQ(X("#define X (0xffffffffU + 1)"), "0");
  EXPECT_EQ(X("#define X (1 << 31)"), "-2147483648");
  EXPECT_EQ(X("#define X (1U << 31)"), "2147483648");
  EXPECT_EQ(X("#define X (-1 < 0U)"), "0");
  EXPECT_EQ(X("#define X (-7 / 2)"), "-3");
  EXPECT_EQ(X("#define X (-7 / 2U)"), "2147483644");
  EXPECT_EQ(X("#define X (-1 >> 1)"), "-1");
  EXPECT_EQ(X("#define X (-9223372036854775807 - 1)"), "-9223372036854775808");
}

TEST(CConstants, CastsKeepTheirTypeWhereTheyStandOutermost) {
  EXPECT_EQ(X("#define X (unsigned char)300"), "(uint8)44");
  EXPECT_EQ(X("#define X ((signed char)200)"), "(int8)-56");
  EXPECT_EQ(X("#define X ((long)(1 + 2))"), "(int64)3");
  EXPECT_EQ(X("#define X (long)1 + 2"), "3");
  EXPECT_EQ(X("typedef unsigned short port;\n#define X (port)-1"), "(uint16)65535");
  EXPECT_EQ(X("#define X (_Bool)5"), "true");
}

TEST(CConstants, SizesConditionsEnumerators) {
  EXPECT_EQ(X("#define X sizeof(unsigned long long)"), "8");
  EXPECT_EQ(X("#define X sizeof(char *)"), "8");
  EXPECT_EQ(X("#define X sizeof(int[4])"), "16");
  EXPECT_EQ(X("#define X sizeof \"abc\""), "4");
  EXPECT_EQ(X("struct s { long a; char b; };\n#define X sizeof(struct s)"), "16");
  EXPECT_EQ(X("struct s { long a; char b; };\n#define X __builtin_offsetof(struct s, b)"), "8");
  EXPECT_EQ(X("#define X (sizeof(long) == 8 ? 64 : 32)"), "64");
  EXPECT_EQ(X("enum e { A = 5 };\n#define X (1 << A)"), "32");
  EXPECT_EQ(X("#define X (1 == 1)"), "1");
}

TEST(CConstants, TextsWithEscapesOfC) {
  EXPECT_EQ(X(R"(#define X "\a\e\?")"), R"("\x07\x1b?")");
  EXPECT_EQ(X(R"(#define X "\x1" "2")"), R"("\x012")");
  EXPECT_EQ(X(R"(#define X "a" "\"b\"")"), R"("a\"b\"")");
  EXPECT_EQ(X(R"(#define X "tab\tnew\n")"), R"("tab\x09new\x0a")");
  EXPECT_EQ(X(R"(#define S "b"
#define X "a" S)"),
            R"("ab")");
}

TEST(CConstants, MacrosInMacros) {
  EXPECT_EQ(X("#define A 1 + 2\n#define X A * 2"), "5");
  EXPECT_EQ(X("#define DEV(a, b) (((a) << 8) | (b))\n#define X DEV(1, 3)"), "259");
  EXPECT_EQ(X("#define CAT(a, b) a ## b\n#define X CAT(1, 2)"), "12");
  EXPECT_EQ(X("#define STR(a) #a\n#define X STR(x y)"), "\"x y\"");
}

TEST(CConstants, FloatingPointThatIsWhole) {
  EXPECT_EQ(X("#define X 10e6"), "10000000");
  EXPECT_EQ(X("#define X 1.5e3"), "1500");
  EXPECT_EQ(X("#define X (1e9 * 5)"), "5000000000");
  EXPECT_EQ(X("#define X -2.0"), "-2");
  EXPECT_EQ(X("#define X (1e9 / 7)"), "( 1e9 / 7 )");  // whole numbers to scripts
}

TEST(CConstants, WhatIsNone) {
  EXPECT_EQ(X("#define X (pid + 1)"), "( pid + 1 )");
  EXPECT_EQ(X("#define X ((void *)0)"), "( ( void * ) 0 )");
  EXPECT_EQ(X("#define X L\"ab\" L\"cd\""), "?L\"ab\" L\"cd\"");
  EXPECT_EQ(X("#define X { 1 }"), "{ 1 }");
  EXPECT_EQ(X("#define X 1 +"), "1 +");
  EXPECT_EQ(X("#define X 1, 2"), "1 , 2");  // two arguments, where it is one of a call
}

// One macro that the front end cannot read must not hide the others.
TEST(CConstants, AnUnreadableOneIsAlone) {
  Parsed parsed = ParseText("#define A ) (\n#define B ~0U\n#define C asm(\"x\")\n#define D (2U + 1)\n",
                            {"A", "B", "C", "D"});
  ASSERT_TRUE(parsed.definitions) << parsed.Text();
  EXPECT_EQ(parsed.definitions->FindMacro("B")->text, "4294967295");
  EXPECT_EQ(parsed.definitions->FindMacro("D")->text, "3");
}

// Each operator over values at the edges of its types, as this compiler computes it.
TEST(CConstants, OperatorsByEnumeration) {
  struct Case {
    std::string text;
    std::string value;
  };
  std::vector<Case> cases;
  const auto spell = [](auto value) { return std::to_string(value); };
  // clang-format off
#define EACH(a, b)                                       \
  cases.push_back({#a " + " #b, spell((a) + (b))});      \
  cases.push_back({#a " - " #b, spell((a) - (b))});      \
  cases.push_back({#a " * " #b, spell((a) * (b))});      \
  cases.push_back({#a " / " #b, spell((a) / (b))});      \
  cases.push_back({#a " % " #b, spell((a) % (b))});      \
  cases.push_back({#a " & ~" #b, spell((a) & ~(b))});    \
  cases.push_back({#a " | " #b, spell((a) | (b))});      \
  cases.push_back({#a " ^ " #b, spell((a) ^ (b))});      \
  cases.push_back({#a " < " #b, spell(int{(a) < (b)})}); \
  cases.push_back({#a " == " #b " ? " #a " : " #b, spell((a) == (b) ? (a) : (b))});
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#define WITH(a) EACH(a, 3) EACH(a, 7U) EACH(a, 11L) EACH(a, 13UL) EACH(a, -2) EACH(a, 'z')
  WITH(5)
  WITH(-5)
  WITH(4000000000U)
  WITH(-6L)
  WITH(18446744073709551615UL)
  WITH('\377')
  WITH(0x7fff)
#pragma GCC diagnostic pop
  // clang-format on
  std::string text;
  std::vector<std::string> names;
  for (size_t i = 0; i < cases.size(); ++i) {
    names.push_back("M" + std::to_string(i));
    text += "#define " + names.back() + " " + cases[i].text + "\n";
  }
  Parsed parsed = ParseText(text, names);
  ASSERT_TRUE(parsed.definitions) << parsed.Text();
  for (size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(parsed.definitions->FindMacro(names[i])->text, cases[i].value) << cases[i].text;
  }
}

TEST(CConstants, DoublingMacrosAreLeftAlone) {
  std::string text = "#define M0 1\n";
  for (int i = 1; i <= 20; ++i) {
    const std::string before = "M" + std::to_string(i - 1);
    text += "#define M" + std::to_string(i) + " (" + before + "+" + before + ")\n";
  }
  Parsed parsed = ParseText(text, {"M20"});
  ASSERT_TRUE(parsed.definitions) << parsed.Text();
  EXPECT_EQ(parsed.definitions->FindMacro("M20")->text, "( M19 + M19 )");
  EXPECT_EQ(parsed.definitions->FindMacro("M3")->text, "8");
}

}  // namespace
}  // namespace sonde::test
