// Tests of patterns against what the C library makes of them: every text of up to four letters of a small
// alphabet, for hundreds of patterns.
#include "base/automaton.h"

#include <fnmatch.h>
#include <gtest/gtest.h>
#include <regex.h>

#include <random>

namespace sonde {
namespace {

// Every text of the letters, up to that length.
std::vector<std::string> Texts(const std::string& letters, size_t most) {
  std::vector<std::string> texts = {""};
  for (size_t begin = 0, length = 0; length < most; ++length) {
    const size_t end = texts.size();
    for (; begin < end; ++begin)
      for (const char c : letters)
        texts.push_back(texts[begin] + c);
  }
  return texts;
}

void CompareGlob(const std::string& pattern, const std::vector<std::string>& texts) {
  const auto automaton = CompileGlob(pattern);
  ASSERT_TRUE(automaton.ok()) << pattern << ": " << automaton.error().Text();
  for (const std::string& text : texts) {
    ASSERT_EQ(automaton->Matches(text), fnmatch(pattern.c_str(), text.c_str(), 0) == 0)
        << "`" << pattern << "` and `" << text << "`";
  }
}

// False: the C library knows no such expression.
bool CompareRegex(const std::string& pattern, const std::vector<std::string>& texts) {
  regex_t compiled{};
  if (regcomp(&compiled, pattern.c_str(), REG_EXTENDED | REG_NOSUB) != 0) return false;
  const auto automaton = CompileRegex(pattern);
  for (const std::string& text : texts) {
    if (!automaton.ok()) break;
    EXPECT_EQ(automaton->Matches(text), regexec(&compiled, text.c_str(), 0, nullptr, 0) == 0)
        << "`" << pattern << "` and `" << text << "`";
  }
  regfree(&compiled);
  return automaton.ok();
}

TEST(Globs, WrittenByHand) {
  const auto texts = Texts("ab-]/.\\[", 4);
  for (const char* pattern : {"",
                              "*",
                              "?",
                              "??",
                              "a*",
                              "*a",
                              "*a*",
                              "a*b",
                              "a*b*",
                              "*a*b",
                              "**",
                              "a**b",
                              "*?",
                              "?*",
                              "*a?b*",
                              "[ab]",
                              "[!ab]",
                              "[^ab]",
                              "[a-b]*",
                              "[]a]",
                              "[!]a]",
                              "[a-]",
                              "[-a]",
                              "[--.]",
                              "a[",
                              "[a",
                              "[!",
                              "[",
                              "[]",
                              "a\\*",
                              "\\a",
                              "\\[a",
                              "[\\]]",
                              "[a\\-b]",
                              "*[ab]?",
                              "[[:alpha:]]",
                              "[[:alpha:]-]*",
                              "[![:alpha:]]",
                              "[[:punct:]]*",
                              "a/*",
                              "*.a",
                              ".*",
                              "*]",
                              "[b-a]",
                              "a]b"})
    CompareGlob(pattern, texts);
}

TEST(Globs, MadeUp) {
  std::mt19937 random(7);
  const auto texts = Texts("abc", 5);
  const std::vector<std::string> parts = {"a",    "b",    "c",     "*",   "?",    "*",
                                          "[ab]", "[!a]", "[a-c]", "\\a", "[^c]", "b*"};
  for (int i = 0; i < 600; ++i) {
    std::string pattern;
    for (size_t left = random() % 7; left != 0; --left)
      pattern += parts[random() % parts.size()];
    CompareGlob(pattern, texts);
  }
}

TEST(Regexes, WrittenByHand) {
  const auto texts = Texts("ab-].x", 4);
  for (const char* pattern : {"",
                              "a",
                              "ab",
                              "^a",
                              "a$",
                              "^a$",
                              "^$",
                              "a*",
                              "a+",
                              "a?b",
                              "^a*$",
                              "^(ab)*$",
                              "a|b",
                              "^(a|b)$",
                              "^a|b$",
                              "(a|b)x",
                              "a.b",
                              "\\.",
                              "[ab]",
                              "[^ab]",
                              "^[ab]+$",
                              "[]a]",
                              "[^]a]",
                              "[a-]",
                              "a{2}",
                              "^a{2,3}$",
                              "^a{2,}$",
                              "^(ab){2}$",
                              "^(a|bx){1,2}$",
                              "()",
                              "a()b",
                              "(a|)b",
                              "^(a*b)*$",
                              "x(a|b)*x",
                              "((a)|(b))+$",
                              "[[:alpha:]]-",
                              "^[[:alpha:]]*$",
                              "a^b",
                              "a$b",
                              "(^a)",
                              "(a$)",
                              "(^|-)a",
                              "a($|-)",
                              "\\]",
                              "\\\\",
                              "^.{3}$",
                              "^(.)(.)$",
                              "a{0}b",
                              "^a{0,1}b$"})
    EXPECT_TRUE(CompareRegex(pattern, texts)) << pattern;
}

TEST(Regexes, MadeUp) {
  std::mt19937 random(11);
  const auto texts = Texts("abc", 5);
  const std::vector<std::string> parts = {"a", "b", "c", ".", "[ab]", "[^a]", "(ab|c)", "(a|b)", "(b|)"};
  const std::vector<std::string> often = {"", "", "", "*", "+", "?", "{2}", "{1,2}"};
  int compared = 0;
  for (int i = 0; i < 600; ++i) {
    std::string pattern = random() % 4 == 0 ? "^" : "";
    for (size_t left = random() % 5; left != 0; --left) {
      pattern += parts[random() % parts.size()] + often[random() % often.size()];
      if (random() % 8 == 0) pattern += "|";
    }
    if (random() % 4 == 0) pattern += "$";
    compared += CompareRegex(pattern, texts) ? 1 : 0;
  }
  EXPECT_EQ(compared, 600);
}

TEST(Regexes, WhatIsNone) {
  for (const char* pattern :
       {"(",      ")",  "(a",  "a)",     "[",      "[a", "*",   "+a",  "a**",           "a|*",
        "(*a)",   "a{", "a{2", "a{3,2}", "a{256}", "\\", "\\d", "\\1", "[[:nothing:]]", "[b-a]",
        "[[.a.]]"})
    EXPECT_FALSE(CompileRegex(pattern).ok()) << pattern;
  const std::string deep = std::string(100, '(') + "a" + std::string(100, ')');
  EXPECT_FALSE(CompileRegex(deep).ok());
  EXPECT_FALSE(CompileRegex("(((a{255}){255}){255}){255}").ok());
}

TEST(Patterns, ThatNeedTooManyStates) {
  EXPECT_TRUE(CompileGlob("*a????????").ok());
  const auto glob = CompileGlob("*a?????????????");
  ASSERT_FALSE(glob.ok());
  EXPECT_EQ(glob.error().Text(), "the pattern needs more than 1024 states");
  EXPECT_FALSE(CompileRegex("a.{12}b").ok());
}

}  // namespace
}  // namespace sonde
