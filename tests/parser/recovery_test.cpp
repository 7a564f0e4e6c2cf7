// After an error: what is kept, and that one slip makes one error.
#include <gtest/gtest.h>

#include "ast/printer.h"
#include "parser/parser.h"

namespace sonde {
namespace {

struct Outcome {
  std::string tree;
  std::vector<std::string> messages;
};

Outcome Parse(const std::string& text) {
  const Source source("test", text);
  Diagnostics diags;
  const ast::Program program = ParseProgram(source, diags);
  Outcome outcome{ast::Dump(program), {}};
  for (const auto& diagnostic : diags.all())
    outcome.messages.push_back(diagnostic.message);
  return outcome;
}

TEST(Recovery, KeepsTheStatementsAround) {
  const Outcome outcome = Parse("begin { $a = 1; $b = ; $c = 3; }");
  EXPECT_EQ(outcome.tree, "(probe \"begin\"\n  (= $a 1)\n  (= $c 3))\n");
  EXPECT_EQ(outcome.messages, std::vector<std::string>{"syntax: expected expression"});
}

TEST(Recovery, KeepsTheItemsAround) {
  const Outcome outcome = Parse("begin { } macro ( { } end { }");
  EXPECT_EQ(outcome.tree, "(probe \"begin\")\n(probe \"end\")\n");
  EXPECT_EQ(outcome.messages.size(), 1U);
}

TEST(Recovery, StaysInsideTheBlock) {
  const Outcome outcome = Parse("begin { if (1) { f(1 } g(); } end { }");
  EXPECT_EQ(outcome.tree, "(probe \"begin\"\n  (if 1 {})\n  (call g))\n(probe \"end\")\n");
  EXPECT_EQ(outcome.messages, std::vector<std::string>{"syntax: expected ')'"});
}

TEST(Recovery, SkipsTheBlockOfABrokenStatement) {
  const Outcome outcome = Parse("begin { while (1 { f(); g(); } h(); } end { }");
  EXPECT_EQ(outcome.tree, "(probe \"begin\"\n  (call h))\n(probe \"end\")\n");
  EXPECT_EQ(outcome.messages.size(), 1U);
}

TEST(Recovery, SkipsTheElseOfABrokenIf) {
  const Outcome outcome = Parse("begin { if (1 { f(); } else { g(); } h(); }");
  EXPECT_EQ(outcome.tree, "(probe \"begin\"\n  (call h))\n");
  EXPECT_EQ(outcome.messages.size(), 1U);
}

TEST(Recovery, AWrongPredicateDoesNotSpoilTheBlock) {
  const Outcome outcome = Parse("begin /1 +/ { f(); g(; }");
  EXPECT_EQ(outcome.tree, "(probe \"begin\"\n  (call f))\n");
  EXPECT_EQ(outcome.messages.size(), 2U);
}

TEST(Recovery, AnUnterminatedStringIsTheOnlyError) {
  const Outcome outcome = Parse("begin { f(\"abc); }\nend { g(); }");
  EXPECT_EQ(outcome.messages, std::vector<std::string>{"syntax: unterminated string"});
  EXPECT_NE(outcome.tree.find("(probe \"end\""), std::string::npos);
}

// Lines that look like probes are code as long as braces balance.
TEST(Recovery, ValidProgramsAreNeverGuessedAt) {
  EXPECT_TRUE(Parse("begin { $x = $c ? $a :\nbegin < 1 ?\nkprobe:b; }").messages.empty());
  EXPECT_TRUE(Parse("begin { $x = $c ? 1\n:\nbegin; }").messages.empty());
}

TEST(Recovery, ErrorsAreLimited) {
  std::string text = "begin { ";
  for (int i = 0; i < 1000; ++i)
    text += "$a = ; ";
  EXPECT_EQ(Parse(text + "}").messages.size(), 50U);
}

}  // namespace
}  // namespace sonde
