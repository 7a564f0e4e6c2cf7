// Hostile text: random tokens and bytes, deep nesting, long chains. Whatever comes, the parser ends soon,
// with a tree that can be walked. Seeds are fixed; each test takes about a second.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <random>

#include "ast/printer.h"
#include "ast/walker.h"
#include "parser/parser.h"

namespace sonde {
namespace {

// Parses, walks and renders; returns the number of errors.
size_t Survive(const std::string& text) {
  const Source source("test", text);
  Diagnostics diags;
  const ast::Program program = ParseProgram(source, diags);
  ast::WalkExprs(program, [&](const ast::Expr& e) {
    EXPECT_LE(e.range.begin, e.range.end);
    EXPECT_LE(e.range.end, text.size());
  });
  ast::Dump(program);
  for (const auto& diagnostic : diags.all()) {
    EXPECT_LE(diagnostic.range.begin, diagnostic.range.end);
    EXPECT_LE(diagnostic.range.end, text.size());
  }
  return diags.all().size();
}

std::string Repeat(const std::string& text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i)
    all += text;
  return all;
}

TEST(Robustness, RandomTokens) {
  static constexpr std::array kWords = {
      "begin",  "kprobe:f", "{",      "}",      "{",   "}",     "(",        ")",    "[",      "]",
      ";",      ";",        ",",      "/",      "<",   ">",     "=",        "+",    "-",      "*",
      "&",      "++",       "..",     ".",      "->",  "?",     ":",        "$a",   "@m",     "x",
      "1",      "\"s\"",    "if",     "else",   "for", "while", "unroll",   "let",  "return", "sizeof",
      "typeof", "offsetof", "struct", "config", "fn",  "macro", "comptime", "$1",   "import", "true",
      "pid",    "int8",     "_",      "==",     "\n",  "\"",    "/*",       "#x\n", "'",      "break"};
  std::mt19937 random(20240607);
  for (int round = 0; round < 4000; ++round) {
    std::string text = round % 2 == 0 ? "begin { " : "";
    for (unsigned length = random() % 60; length > 0; --length) {
      text += kWords[random() % kWords.size()];
      if (random() % 4 != 0) text += ' ';
    }
    SCOPED_TRACE(text);
    Survive(text);
    if (HasFailure()) return;
  }
}

TEST(Robustness, RandomBytes) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string text = round % 2 == 0 ? "begin { " : "";
    for (unsigned length = random() % 100; length > 0; --length)
      text += static_cast<char>(random() % 256);
    Survive(text);
    if (HasFailure()) return;
  }
}

TEST(Robustness, EveryPrefixOfAScript) {
  const std::string text =
      "#!x\n#define A 1\nstruct s { int a; };\nconfig = { a = 1; b = \"c\" }\nimport \"x\";\n"
      "let @m = hash(1); macro f(a, $b, @c) { a + 1 }\nfn g($x: struct s*): int8 { return 1; }\n"
      "n=kprobe:f, u:\"a b\":c /(pid) - 1 > 2/ { for $i : 0..1 { if ($a) { @[1] = (a=1); } else { } } _ = "
      "(int8)1; }\n"
      "kr:f /1/ < @ = sizeof(struct s) > 1 ? \"a\\n\" : comptime $1 > // end\n";
  EXPECT_EQ(Survive(text), 0U);
  for (size_t length = 0; length < text.size(); ++length) {
    Survive(text.substr(0, length));
    Survive(text.substr(length));
  }
}

TEST(Robustness, NestingIsLimited) {
  constexpr int kDeep = 100000;
  for (const char* open : {"(", "-", "!", "{", "f(", "@[", "(int8)", "if 1 {", "while 1 {", "comptime ",
                           "(a=", "sizeof(", "1 ? ", "1 ? 2 : ", "if (1) { } else ", "$a[", "x = {"}) {
    SCOPED_TRACE(open);
    EXPECT_GT(Survive("begin { $a = 1; " + Repeat(open, kDeep)), 0U);
  }
  for (const char* next : {"+ 1 ", ".f", "[1]", " ? 1 : 1", "->a", " || 1", ".0"}) {
    SCOPED_TRACE(next);
    EXPECT_EQ(Survive("begin { $a = $b" + Repeat(next, kDeep) + "; }"), 1U);
  }
  EXPECT_GT(Survive("begin { let $a : " + Repeat("typeof(", kDeep)), 0U);
  EXPECT_EQ(Survive("begin { $a = " + Repeat("(", kDeep) + "1" + Repeat(")", kDeep) + "; }"), 0U);
  EXPECT_EQ(Survive("begin { " + Repeat("{", 5000) + Repeat("}", 5000) + " }"), 1U);
  EXPECT_EQ(Survive("begin { " + Repeat("while 1 {", 5000) + Repeat("}", 5000) + " }"), 1U);
  EXPECT_EQ(Survive("begin { $a = " + Repeat("- ", 5000) + "1; }"), 1U);
}

TEST(Robustness, ReasonableDepthIsAccepted) {
  EXPECT_EQ(Survive("begin { $a = 1" + Repeat(" + 1", 900) + "; }"), 0U);
  EXPECT_EQ(Survive("begin { " + Repeat("if (1) { ", 300) + Repeat("}", 300) + " }"), 0U);
}

TEST(Robustness, TimeGrowsWithTheText) {
  constexpr int kMany = 20000;
  const auto begin = std::chrono::steady_clock::now();
  for (const char* text :
       {"kprobe:f { @[pid] = count(); }\n", "a:b {\n", "begin < @x > ", "x > kprobe:", "struct ", "/*", "\"",
        "let @a = ", "macro ", "a:b>", "begin /1/ ", "import ", "#x\n", "(typeof(", "a,", "__attribute__((",
        "}", "struct a __attribute__((", "kprobe:f /1 {"}) {
    SCOPED_TRACE(text);
    Survive(Repeat(text, kMany));
    Survive("begin { " + Repeat(text, kMany));
    Survive("begin < " + Repeat(text, kMany));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

}  // namespace
}  // namespace sonde
