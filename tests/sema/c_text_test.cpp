// C in scripts: macros as expressions, and scripts with garbage in their C parts.
#include "sema/c_text.h"

#include <gtest/gtest.h>

#include <random>

#include "ast/printer.h"
#include "ast/walker.h"
#include "support/script_options.h"

namespace sonde::test {
namespace {

constexpr SourceRange kPlace{7, 9};

TEST(CMacroText, IsOneExpressionAtThePlaceOfUse) {
  for (const char* text :
       {"1", "1 + 2", "( ( uint64 ) - 1 )", "sizeof ( struct s )", "\"text\"", "A ? B : f ( 1 , 2 )",
        "curtask -> pid", "a . b [ 3 ]", "offsetof ( struct s , a . b )", "! x && ~ y"}) {
    const auto expr = sema::ParseCMacro({text, true}, kPlace);
    ASSERT_TRUE(expr) << text;
    ast::WalkExprs(*expr, [&](const ast::Expr& part) { EXPECT_EQ(part.range, kPlace) << text; });
  }
}

TEST(CMacroText, IsNothingElse) {
  for (const char* text : {"", "1 , 2", "1 ;", "1 ; 2", "x = 1", "$x", "@m", "{ 1 }",
                           "if ( a ) { 1 } else { 2 }", "1 } end { 2", "} macro f ( ) { 1", "struct s {",
                           "1 +", "return 1", "// 1", "/* 1", "\"", "$x ++", "1 } config = { a = 1"}) {
    EXPECT_FALSE(sema::ParseCMacro({text, true}, kPlace)) << text;
  }
  EXPECT_FALSE(sema::ParseCMacro({"1", false}, kPlace));
}

constexpr const char* kPieces[] = {
    "#define A ", "#define B ", "A",       "B",     "(",         ")",
    "1",          "+",          "-",       "\"a\"", "'c'",       "struct a { int x; ",
    "}",          ";",          "\n",      "\\\n",  "sizeof",    "curtask",
    "->",         "x",          "{",       ",",     "unsigned ", "long ",
    "0x1fUL",     "*",          "##",      "...",   "$x",        "@m",
    "?",          ":",          "/*",      "*/",    "//",        "enum e { A }; ",
    "#undef A\n", "#if A\n",    "#endif\n"};

// Whatever stands in front, the script is checked or refused.
TEST(CGarbage, InScripts) {
  std::mt19937 random(7);
  int refused = 0;
  constexpr int kScripts = 300;
  for (int i = 0; i < kScripts; ++i) {
    std::string text = "#define A ";
    for (size_t part = 1 + random() % 25; part > 0; --part)
      text += std::string(kPieces[random() % std::size(kPieces)]) + (random() % 2 == 0 ? " " : "");
    text += "\nbegin { print(A); print(B + 1); print(((struct a*)arg0)->x); print(sizeof(struct a)); }\n";
    SCOPED_TRACE(text);
    const Source script("garbage.bt", text);
    Diagnostics diags;
    CheckScript(script, diags);
    refused += diags.has_errors() ? 1 : 0;
    for (const auto& diagnostic : diags.all())
      EXPECT_LE(diagnostic.range.end, text.size());
    EXPECT_EQ(diags.has_errors(), !RenderAll(diags, Severity::Error, script).empty());
  }
  EXPECT_GT(refused, kScripts / 2);
}

}  // namespace
}  // namespace sonde::test
