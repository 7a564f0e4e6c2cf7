// The top level: attach points, predicates, both kinds of action blocks, C definitions, balance of braces.
#include "parser/splitter.h"

#include <gtest/gtest.h>

#include "parser/raw_text.h"
#include "tokens_support.h"

namespace sonde {
namespace {

struct SplitResult {
  std::string tokens;
  ast::Program program;
  size_t errors;
};

SplitResult SplitText(const std::string& text) {
  const Source source("test", text);
  SplitResult result;
  Diagnostics diags;
  Errors errors(diags);
  result.tokens = test::Names(Split(source, 0, result.program, errors));
  result.errors = diags.all().size();
  return result;
}

TEST(Splitter, ProbesAreItems) {
  EXPECT_EQ(SplitText("a:b, c:d /1/ { } e { }").tokens,
            "attach point , attach point predicate integer '/' { } end of item attach point { } end of item");
}

TEST(Splitter, DivisionDoesNotClosePredicates) {
  EXPECT_EQ(SplitText("a /1 / 2/ { }").tokens,
            "attach point predicate integer / integer '/' { } end of item");
}

TEST(Splitter, AngleBlocksEndBeforeItemsOnly) {
  EXPECT_EQ(SplitText("begin < 1 > 2 > end < 3 >").tokens,
            "attach point '<' integer > integer '>' end of item attach point '<' integer '>' end of item");
  EXPECT_EQ(SplitText("begin < f(1 > 2) > ").tokens,
            "attach point '<' identifier ( integer > integer ) '>' end of item");
}

TEST(Splitter, BracesAreAlwaysBalanced) {
  for (const char* text : {"begin {", "begin { { ( {", "macro m() { {", "begin < {", "config = {"}) {
    const SplitResult result = SplitText(text);
    EXPECT_GT(result.errors, 0U) << text;
    const auto count = [&](const std::string& brace) {
      size_t n = 0;
      for (size_t at = 0; (at = result.tokens.find(brace, at)) != std::string::npos; ++at)
        ++n;
      return n;
    };
    EXPECT_EQ(count("{"), count("}")) << text;
    EXPECT_EQ(count("'<'"), count("'>'")) << text;
  }
}

TEST(Splitter, CommentsAreCollectedOnceAndInOrder) {
  const auto result =
      SplitText("// a\nbegin /* b */ /1 /* c */ / /* d */ { /* e */ } begin < 1 > /* f */ end { } // g");
  ASSERT_EQ(result.program.comments.size(), 7U);
  for (size_t i = 0; i < 7; ++i) {
    EXPECT_NE(result.program.comments[i].text.find(static_cast<char>('a' + i)), std::string::npos);
  }
}

TEST(Splitter, CStatementsAreVerbatim) {
  const auto result = SplitText("#define A \\\n 1\nstruct s { int a; /* } */ }\nbegin { }");
  ASSERT_EQ(result.program.c_statements.size(), 2U);
  EXPECT_EQ(result.program.c_statements[0].text, "#define A \\\n 1");
  EXPECT_EQ(result.program.c_statements[1].text, "struct s { int a; /* } */ };");
}

TEST(AttachPointText, EndsAtBlanksAndPunctuation) {
  const auto scan = [](std::string_view text) { return text.substr(0, ScanAttachPoint(text, 0).end); };
  EXPECT_EQ(scan("kprobe:f {"), "kprobe:f");
  EXPECT_EQ(scan("kprobe:f{"), "kprobe:f");
  EXPECT_EQ(scan("kprobe:f,g"), "kprobe:f");
  EXPECT_EQ(scan("kprobe:f"), "kprobe:f");
  EXPECT_EQ(scan("BEGIN/1/"), "BEGIN");
  EXPECT_EQ(scan("u:/a/b:c/1/ {"), "u:/a/b:c/1/");
  EXPECT_EQ(scan("i:ms:10//x {"), "i:ms:10//x");
  EXPECT_EQ(scan("u:\"a b\":\"f(int, {)\" {"), "u:\"a b\":\"f(int, {)\"");
  EXPECT_EQ(scan("u:\"a\\\" b\":f {"), "u:\"a\\\" b\":f");
  EXPECT_EQ(scan("u:f<int> {"), "u:f<int>");
  EXPECT_EQ(scan("name=kprobe:f {"), "name=kprobe:f");
  EXPECT_EQ(scan("name = kprobe:f {"), "name = kprobe:f");
  EXPECT_EQ(scan(""), "");
}

TEST(LooksLikeItem, KnowsProbesAndKeywords) {
  const auto looks = [](std::string_view text) { return LooksLikeItem(text, 0); };
  EXPECT_TRUE(looks("kprobe:f {"));
  EXPECT_TRUE(looks("KPROBE:f"));
  EXPECT_TRUE(looks("begin {"));
  EXPECT_TRUE(looks("END /1/ {"));
  EXPECT_TRUE(looks("kr:f, unknown:x < 1 >"));
  EXPECT_TRUE(looks("unknown:x { }"));
  EXPECT_TRUE(looks("macro m() {"));
  EXPECT_TRUE(looks("let @x = hash(1)"));
  EXPECT_FALSE(looks("b ? c : d"));
  EXPECT_FALSE(looks("x; }"));
  EXPECT_FALSE(looks("letter { }"));
  EXPECT_FALSE(looks("1) > 2"));
  EXPECT_FALSE(looks(""));
}

}  // namespace
}  // namespace sonde
