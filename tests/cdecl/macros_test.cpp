// Macros in the spelling of scripts.
#include "parse.h"

namespace sonde::test {
namespace {

// The replacement of X in `text`, "?" in front if it has no expression, "none" if there is no such macro.
std::string X(const std::string& text) {
  Parsed parsed = ParseText(text + "\n", {"X"});
  if (!parsed.definitions) return parsed.Text();
  const auto macro = parsed.definitions->FindMacro("X");
  if (!macro) return "none";
  return (macro->expression ? "" : "?") + macro->text;
}

TEST(CMacros, Numbers) {
  EXPECT_EQ(X("#define X 12"), "12");
  EXPECT_EQ(X("#define X 0x10ULL"), "0x10");
  EXPECT_EQ(X("#define X 0XffUL"), "0xff");
  EXPECT_EQ(X("#define X 10l"), "10");
  EXPECT_EQ(X("#define X 0755u"), "0755");
  EXPECT_EQ(X("#define X 0b101"), "5");
  // Numbers of scripts, which C does not know or does not take for integers.
  EXPECT_EQ(X("#define X 1e3"), "1e3");
  EXPECT_EQ(X("#define X 1_000"), "1_000");
  EXPECT_EQ(X("#define X 5s"), "5s");
  EXPECT_EQ(X("#define X 1e1_0"), "1e1_0");
  EXPECT_EQ(X("#define X (3ms)"), "( 3ms )");
  EXPECT_EQ(X("#define X 1.5"), "?1.5");
}

TEST(CMacros, Characters) {
  EXPECT_EQ(X("#define X 'a'"), "97");
  EXPECT_EQ(X("#define X '\\n'"), "10");
  EXPECT_EQ(X("#define X '\\0'"), "0");
  EXPECT_EQ(X("#define X '\\x41'"), "65");
  EXPECT_EQ(X("#define X '\\377'"), "-1");
  EXPECT_EQ(X("#define X '\\''"), "39");
  EXPECT_EQ(X("#define X '\"'"), "34");
  EXPECT_EQ(X("#define X 'ab'"), "24930");
  EXPECT_EQ(X("#define X L'a'"), "97");
}

TEST(CMacros, Texts) {
  EXPECT_EQ(X("#define X \"abc\""), "\"abc\"");
  EXPECT_EQ(X("#define X \"a\" \"b\"  \"c\""), "\"abc\"");
  EXPECT_EQ(X("#define X \"say \\\"hi\\\"\""), "\"say \\\"hi\\\"\"");
}

TEST(CMacros, TypesAndLayout) {
  EXPECT_EQ(X("#define X ((unsigned long)-1)"), "(uint64)18446744073709551615");
  EXPECT_EQ(X("#define X (long long unsigned int)1"), "(uint64)1");
  EXPECT_EQ(X("#define X (unsigned char)1"), "(uint8)1");
  EXPECT_EQ(X("#define X (short)1"), "(int16)1");
  EXPECT_EQ(X("#define X (unsigned)1"), "(uint32)1");
  EXPECT_EQ(X("#define X (const char *)0"), "( int8 * ) 0");
  EXPECT_EQ(X("#define X sizeof(struct s)"), "sizeof ( struct s )");
  EXPECT_EQ(X("#define X 1 /* one */ + \\\n 2 // two"), "3");
}

TEST(CMacros, WhichDefinitionCounts) {
  EXPECT_EQ(X("#define X 1\n#undef X"), "none");
  EXPECT_EQ(X("#define X 1\n#undef X\n#define X 2"), "2");
  EXPECT_EQ(X("#if 0\n#define X 1\n#else\n#define X 3\n#endif"), "3");
  EXPECT_EQ(X("#define Y 1"), "none");
  EXPECT_EQ(X("#define X"), "");
  EXPECT_EQ(X("#define X(a) a"), "none");
}

TEST(CMacros, FunctionsAndNamesNotAskedFor) {
  Parsed parsed = ParseText("#define F(x) x\n#define Y 4\n#define N __INT_MAX__\n", {"F", "N"});
  ASSERT_TRUE(parsed.definitions) << parsed.Text();
  EXPECT_TRUE(parsed.definitions->IsFunctionMacro("F"));
  EXPECT_FALSE(parsed.definitions->IsFunctionMacro("N"));
  EXPECT_EQ(parsed.definitions->FindMacro("Y")->text, "4");
  EXPECT_EQ(parsed.definitions->FindMacro("N")->text, "__INT_MAX__");
  EXPECT_EQ(parsed.definitions->FindMacro("__INT_MAX__")->text, "2147483647");
}

}  // namespace
}  // namespace sonde::test
