// tests/golden/fmt: the canonical layout of each script. Over all golden scripts: formatting keeps the
// meaning and the comments, and formatting again changes nothing; over those of golden/fmt also with a
// comment added wherever one may stand.
#include "ast/formatter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>

#include "ast/printer.h"
#include "ast/walker.h"
#include "parser/parser.h"
#include "support/golden.h"

namespace sonde {
namespace {

struct Script {
  Source source;
  ast::Program program;
};

// Nothing if the text has errors.
std::optional<Script> Parse(const std::string& text) {
  Source source("script.bt", text);
  Diagnostics diags;
  ast::Program program = ParseProgram(source, diags);
  if (diags.has_errors()) return std::nullopt;
  return Script{std::move(source), std::move(program)};
}

std::string FormatText(const std::string& text) {
  const auto script = Parse(text);
  return script ? ast::Format(script->program, script->source) : "(errors)\n";
}

std::string FormatScript(const Source& script) {
  return FormatText(script.text());
}

SONDE_GOLDEN_TEST(Formatted, "fmt", ".fmt", FormatScript);

// ---- what a program means ------------------------------------------------------------------------

std::string WithoutBlanksAtLineEnds(const std::string& text) {
  std::string trimmed;
  for (const char c : text) {
    if (c == '\n') trimmed.erase(trimmed.find_last_not_of(" \t\r") + 1);
    trimmed += c;
  }
  trimmed.erase(trimmed.find_last_not_of(" \t\r") + 1);
  return trimmed;
}

// `a = a + b` as `a += b`.
void Normalize(ast::Assign& assign) {
  if (assign.compound || assign.value->kind != ast::ExprKind::Binary) return;
  auto& value = static_cast<ast::Binary&>(*assign.value);
  if (value.op >= BinaryOp::Equal || ast::Dump(*value.left) != ast::Dump(*assign.target)) return;
  assign.compound = true;
  assign.op = value.op;
  ast::ExprPtr right = std::move(value.right);
  assign.value = std::move(right);
}

// The tree, with what the layout spells in one of two ways made equal (docs/design/formatter.md).
std::string Meaning(ast::Program& program) {
  for (auto& definition : program.c_statements)
    definition.text = WithoutBlanksAtLineEnds(definition.text);
  for (auto& entry : program.config) {
    if (entry.kind == ast::ConfigEntry::Integer) entry.text = std::to_string(entry.number);
    if (entry.kind == ast::ConfigEntry::Bool) entry.text = entry.number != 0 ? "true" : "false";
    entry.kind = ast::ConfigEntry::String;
  }
  for (auto& probe : program.probes) {
    probe.angle_brackets = false;
    if (!probe.body->value) continue;
    const SourceRange range = probe.body->value->range;
    probe.body->statements.push_back(std::make_unique<ast::ExprStmt>(range, std::move(probe.body->value)));
  }
  // The walker hands out const nodes of a program that is ours.
  const auto expr = [](const ast::Expr& node) {
    if (node.kind == ast::ExprKind::FieldAccess)
      const_cast<bool&>(ast::As<ast::FieldAccess>(node).arrow) = false;
    return true;
  };
  std::vector<ast::Assign*> assigns;
  const auto stmt = [&](const ast::Stmt& node) {
    if (node.kind == ast::StmtKind::Assign)
      assigns.push_back(const_cast<ast::Assign*>(&ast::As<ast::Assign>(node)));
    return true;
  };
  ast::Walk(program, {.expr = expr, .stmt = stmt, .block = {}});
  // Inner ones first: what is dropped of an outer one may hold them.
  for (auto assign = assigns.rbegin(); assign != assigns.rend(); ++assign)
    Normalize(**assign);
  return ast::Dump(program);
}

// What the comments say, sorted.
std::vector<std::string> Comments(const ast::Program& program) {
  std::vector<std::string> contents;
  for (const auto& comment : program.comments) {
    std::string content;
    for (const char c : comment.text.substr(2)) {
      if (c != ' ' && c != '\t' && c != '\r') content += c;
    }
    const bool block = comment.text.starts_with("/*");
    if (block && content.ends_with("*/")) content.resize(content.size() - 2);
    contents.push_back(std::move(content));
  }
  std::sort(contents.begin(), contents.end());
  return contents;
}

// The properties of every formatted script.
void Check(Script script) {
  const std::string formatted = ast::Format(script.program, script.source);
  SCOPED_TRACE("script:\n" + script.source.text() + "\nformatted:\n" + formatted);
  auto again = Parse(formatted);
  if (!again) FAIL() << "the result has errors";
  EXPECT_EQ(ast::Format(again->program, again->source), formatted);
  EXPECT_EQ(Comments(script.program), Comments(again->program));
  EXPECT_EQ(Meaning(script.program), Meaning(again->program));
  EXPECT_EQ(formatted, WithoutBlanksAtLineEnds(formatted));
  EXPECT_EQ(formatted.find("\n\n\n"), std::string::npos);
}

TEST(Formatter, KeepsTheMeaningOfEveryScript) {
  size_t checked = 0;
  for (const auto& golden : test::FindGoldens("")) {
    auto script = Parse(test::LoadGolden(golden).text());
    if (!script) continue;  // its errors are its test
    SCOPED_TRACE(golden.script.string());
    Check(std::move(*script));
    ++checked;
  }
  EXPECT_GT(checked, 150U);
}

// ---- comments everywhere -------------------------------------------------------------------------

class FormattedCase : public ::testing::TestWithParam<test::GoldenCase> {};

TEST_P(FormattedCase, KeepsCommentsAnywhere) {
  static constexpr std::array kInsertions = {" /* added */ ", " // added */ too\n", "\n/* added */\n",
                                             "\n\n// added\n\n", "\n /* added\n    here */ "};
  const std::string text = test::LoadGolden(GetParam()).text();
  const auto original = Parse(text);
  if (!original) FAIL() << "the script has errors";
  const std::string tree = ast::Dump(original->program);
  const auto is_word = [&](size_t at) { return std::isalnum(static_cast<unsigned char>(text[at])) != 0; };
  for (size_t at = 0; at <= text.size(); ++at) {
    if (at > 0 && at < text.size() && is_word(at - 1) && is_word(at)) continue;
    for (const std::string_view insertion : kInsertions) {
      auto script = Parse(std::string(text).insert(at, insertion));
      const bool is_comment = script &&
                              script->program.comments.size() == original->program.comments.size() + 1 &&
                              ast::Dump(script->program) == tree;
      if (is_comment) Check(std::move(*script));
      if (::testing::Test::HasFailure()) return;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Golden, FormattedCase, ::testing::ValuesIn(test::FindGoldens("fmt")),
                         test::GoldenName);

}  // namespace
}  // namespace sonde
