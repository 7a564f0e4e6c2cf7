// Scripts of absurd shape through parser and checks: nesting of 10,000, literals of a million digits, bytes
// that are no text, what is never closed. Refused or accepted, each within seconds, without exhausting the
// stack.
#include <gtest/gtest.h>

#include <chrono>

#include "host/fake_host.h"
#include "parser/parser.h"
#include "sema/check.h"
#include "support/test_dir.h"

namespace sonde::test {
namespace {

constexpr int kDeep = 10000;

std::string Repeat(const std::string& text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i)
    all += text;
  return all;
}

// Whether it was accepted; fails the test when that took long.
bool Accepted(const std::string& text) {
  const auto begin = std::chrono::steady_clock::now();
  const auto host = MakeFakeHost(SONDE_TEST_DIR "/support/host");
  const Source source("hostile", text);
  Diagnostics diags;
  const ast::Program tree = ParseProgram(source, diags);
  if (!diags.has_errors()) Check(tree, source, *host, {}, diags);
  RenderAll(diags, Severity::Error, source);
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
  // What grows without a limit takes minutes; sanitizers on a busy machine take seconds for what does not.
  EXPECT_LT(time.count(), 30) << text.substr(0, 60);
  return !diags.has_errors();
}

// `open` and `close` around `core`, kDeep times: refused, and so is what is left open.
void ExpectTooDeep(const std::string& open, const std::string& core, const std::string& close) {
  SCOPED_TRACE(open);
  EXPECT_FALSE(Accepted("begin { $x = " + Repeat(open, kDeep) + core + Repeat(close, kDeep) + "; }"));
  EXPECT_FALSE(Accepted("begin { $x = " + Repeat(open, kDeep) + core));
}

TEST(Hostile, DeepExpressions) {
  // Parentheses leave nothing in the tree.
  EXPECT_TRUE(Accepted("begin { $x = " + Repeat("(", kDeep) + "1" + Repeat(")", kDeep) + "; }"));
  EXPECT_FALSE(Accepted("begin { $x = " + Repeat("(", kDeep)));
  ExpectTooDeep("{ ", "1", " }");
  ExpectTooDeep("@[", "1", "]");
  ExpectTooDeep("(1, ", "1", ")");
  ExpectTooDeep("(a = ", "1", ")");
  ExpectTooDeep("str(", "1", ")");
  ExpectTooDeep("sizeof(", "1", ")");
  ExpectTooDeep("if pid { ", "1", " } else { 2 }");
  for (const char* op : {"!", "- ", "~", "*", "(uint8)", "comptime "})
    ExpectTooDeep(op, "pid", "");
  // These are lists, not nesting: any length may do.
  for (const char* op : {"pid ? 1 : ", "pid ?: ", "pid + ", "pid && "})
    Accepted("begin { $x = " + Repeat(op, kDeep) + "pid; }");
}

TEST(Hostile, DeepStatements) {
  for (const char* head : {"", "if (pid) ", "while (pid) ", "unroll (2) ", "for ($i : 0..2) "})
    EXPECT_FALSE(Accepted("begin { " + Repeat(std::string(head) + "{ ", kDeep) + Repeat("}", kDeep) + " }"))
        << head;
  EXPECT_FALSE(Accepted("begin " + Repeat("{", kDeep)));
}

TEST(Hostile, Macros) {
  std::string chain, doubling;
  for (int i = 0; i < 2000; ++i)
    chain += "macro m" + std::to_string(i) + "(x) { m" + std::to_string(i + 1) + "(x) }\n";
  for (int i = 0; i < 60; ++i) {
    const std::string next = "m" + std::to_string(i + 1) + "(x)";
    doubling += "macro m" + std::to_string(i) + "(x) { " + next + " + " + next + " }\n";
  }
  EXPECT_FALSE(Accepted(chain + "macro m2000(x) { x } begin { print(m0(1)); }"));
  EXPECT_FALSE(Accepted(doubling + "macro m60(x) { x } begin { print(m0(1)); }"));
  EXPECT_FALSE(
      Accepted("macro m(x) { x } begin { print(" + Repeat("m(", kDeep) + "1" + Repeat(")", kDeep) + "); }"));
}

TEST(Hostile, Literals) {
  constexpr int kMillion = 1000000;
  EXPECT_FALSE(Accepted("begin { $x = " + Repeat("9", kMillion) + "; }"));
  EXPECT_FALSE(Accepted("begin { $x = 0x" + Repeat("f", kMillion) + "; }"));
  EXPECT_FALSE(Accepted("begin { $x = 1e" + Repeat("9", kMillion) + "; }"));
  EXPECT_FALSE(Accepted("begin { print(\"" + Repeat("a", kMillion) + "\"); }"));
  EXPECT_FALSE(Accepted("begin { print($" + Repeat("9", kMillion) + "); }"));
  EXPECT_FALSE(Accepted("begin { " + Repeat("f", kMillion) + "(); }"));
  EXPECT_FALSE(Accepted("begin { printf(\"" + Repeat("%d", kMillion / 10) + "\"); }"));
  EXPECT_FALSE(Accepted("begin { unroll (100) { unroll (100) { unroll (100) { @++; } } } }"));
  EXPECT_FALSE(Accepted("begin { $x = (uint8[4294967295][4294967295])pid; }"));
}

TEST(Hostile, Bytes) {
  using std::string_literals::operator""s;
  EXPECT_FALSE(Accepted("begin\0{ }"s));
  EXPECT_FALSE(Accepted(std::string(1000, '\0')));
  EXPECT_FALSE(Accepted("begin { $\xc3\xa9 = 1; }"));
  EXPECT_FALSE(Accepted("\xff\xfe{ }"));
  EXPECT_TRUE(Accepted("begin { print(\"\xff\xfe\xc3\"); }"));
  EXPECT_TRUE(Accepted("begin {\r\n  print(\"a\");\r\n  // x\r\n  /* y \r\n */ $a = 1;\r\n}\r\n"));
}

TEST(Hostile, NeverClosed) {
  for (const char* text :
       {"begin { /* ", "begin { print(\"abc", "begin { print(\"abc\n\"); }", "begin { print(\"abc\\",
        "uprobe:\"abc", "config = { a = ", "struct a { int", "begin /1", "begin { @[", "macro m(",
        "fn f($a: ", "begin < @ = 1", "import \"x", "let @a = hash(", "begin { for ($i : "})
    EXPECT_FALSE(Accepted(text)) << text;
}

}  // namespace
}  // namespace sonde::test
