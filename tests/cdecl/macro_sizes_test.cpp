// What macros expand to, counted without expanding them.
#include "cdecl/macro_sizes.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace sonde::test {
namespace {

constexpr uint64_t kTooLarge = MacroSizes::kLargest + 1;

MacroSizes With(std::initializer_list<const char*> definitions) {
  MacroSizes sizes;
  for (const char* definition : definitions)
    sizes.Define(definition);
  return sizes;
}

std::string Nested(const std::string& call, int times, const std::string& innermost = "1") {
  std::string text;
  for (int i = 0; i < times; ++i)
    text += call;
  return text + innermost + std::string(static_cast<size_t>(times), ')');
}

TEST(MacroSizes, NamesOfDefinitions) {
  EXPECT_EQ(MacroSizes::NameIn("define A 1"), "A");
  EXPECT_EQ(MacroSizes::NameIn("  define\t_b2(x) x"), "_b2");
  EXPECT_EQ(MacroSizes::NameIn("undef A"), "");
  EXPECT_EQ(MacroSizes::NameIn("define"), "");
  EXPECT_EQ(MacroSizes::NameIn(""), "");
}

TEST(MacroSizes, TextsWithoutMacros) {
  MacroSizes sizes;
  EXPECT_EQ(sizes.SizeOfText(""), 0);
  EXPECT_EQ(sizes.SizeOfText("int a(void);"), 6);
  EXPECT_EQ(sizes.SizeOfText("a /* b c */ \"d e ( \\\" f\" '(' // g\n h"), 4);
  EXPECT_EQ(sizes.SizeOfText(")))(((/* open"), 3);  // what closes nothing does not count
}

TEST(MacroSizes, Objects) {
  MacroSizes sizes = With({"define A 1", "define B (A + A)", "define C B B B"});
  EXPECT_EQ(sizes.SizeOf("A"), 1);
  EXPECT_EQ(sizes.SizeOf("C"), 15);
  EXPECT_EQ(sizes.SizeOf("unknown"), 1);
}

TEST(MacroSizes, CallsInEachOtherMultiplyOthersAdd) {
  MacroSizes sizes = With({"define D(x) x x", "define MAX(a, b) ((a) > (b) ? (a) : (b))", "define ID(x) x"});
  EXPECT_EQ(sizes.SizeOfText(Nested("D(", 10)), 1024 + 1023);  // the calls count, too
  EXPECT_EQ(sizes.SizeOfText(Nested("D(", 30)), kTooLarge);
  EXPECT_EQ(sizes.SizeOfText(Nested("ID(", 400)), 401);
  EXPECT_LT(sizes.SizeOfText(Nested("MAX(1, ", 10)), 100000U);
  std::string beside;
  for (int i = 0; i < 1000; ++i)
    beside += "D(1) ";
  EXPECT_EQ(sizes.SizeOfText(beside), 3000);
}

TEST(MacroSizes, FunctionsUnderOtherNames) {
  MacroSizes sizes = With({"define D(x) x x", "define ALIAS D", "define APPLY(f, x) f(x)",
                           "define V(...) __VA_ARGS__ __VA_ARGS__", "define N(y...) y y"});
  EXPECT_EQ(sizes.SizeOfText(Nested("ALIAS(", 40)), kTooLarge);
  EXPECT_EQ(sizes.SizeOfText(Nested("APPLY(D, ", 40)), kTooLarge);
  EXPECT_EQ(sizes.SizeOfText(Nested("V(", 40)), kTooLarge);
  EXPECT_EQ(sizes.SizeOfText(Nested("N(", 40)), kTooLarge);
}

// Names of functions that are not called are names like others, however many there are.
TEST(MacroSizes, FieldsNamedLikeFunctions) {
  MacroSizes sizes = With({"define min(a, b) ((a) < (b) ? (a) : (b))"});
  std::string text = "min(";
  for (int i = 0; i < 100; ++i)
    text += "s.min + ";
  EXPECT_LT(sizes.SizeOfText(text + "0, 1)"), 3000U);
}

TEST(MacroSizes, WhatNamesItselfEnds) {
  MacroSizes sizes = With({"define A B A", "define B A(B) B", "define F(x) F(F(x)) x"});
  EXPECT_LE(sizes.SizeOf("A"), 10U);
  EXPECT_LE(sizes.SizeOf("F"), 20U);
}

TEST(MacroSizes, CallsThatBecomeNothing) {
  MacroSizes sizes;
  sizes.Define("define F0(x) x x");
  for (int i = 1; i <= 30; ++i) {
    const std::string before = "F" + std::to_string(i - 1) + "(x) ";
    sizes.Define("define F" + std::to_string(i) + "(x) " + before + before);
  }
  EXPECT_EQ(sizes.SizeOfText("F30()"), kTooLarge);
}

TEST(MacroSizes, DepthIsBounded) {
  MacroSizes sizes = With({"define ID(x) x"});
  EXPECT_EQ(sizes.SizeOfText(Nested("ID(", 100000)), kTooLarge);
}

}  // namespace
}  // namespace sonde::test
