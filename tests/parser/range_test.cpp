// Ranges: each expression covers exactly its text. The test lists every node below a statement by its text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ast/walker.h"
#include "parser/parser.h"

namespace sonde {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Texts(const std::string& body) {
  const Source source("test", "begin { " + body + " }");
  Diagnostics diags;
  const ast::Program program = ParseProgram(source, diags);
  EXPECT_FALSE(diags.has_errors()) << RenderAll(diags, Severity::Error, source);
  std::vector<std::string> texts;
  ast::WalkExprs(program, [&](const ast::Expr& e) { texts.emplace_back(source.Slice(e.range)); });
  return texts;
}

TEST(Ranges, Operators) {
  EXPECT_THAT(Texts("$a + 1 * 2;"), ElementsAre("$a + 1 * 2", "$a", "1 * 2", "1", "2"));
  EXPECT_THAT(Texts("($a + 1) * 2;"), ElementsAre("($a + 1) * 2", "$a + 1", "$a", "1", "2"));
  EXPECT_THAT(Texts("- ~$a;"), ElementsAre("- ~$a", "~$a", "$a"));
  EXPECT_THAT(Texts("$a ++;"), ElementsAre("$a ++", "$a"));
  EXPECT_THAT(Texts("1 ? 2 : 3;"), ElementsAre("1 ? 2 : 3", "1", "2", "3"));
  EXPECT_THAT(Texts("1 ?: 3;"), ElementsAre("1 ?: 3", "1", "3"));
}

TEST(Ranges, Access) {
  EXPECT_THAT(Texts("$p->a.b [1];"), ElementsAre("$p->a.b [1]", "$p->a.b", "$p->a", "$p", "1"));
  EXPECT_THAT(Texts("$t.0.1;"), ElementsAre("$t.0.1", "$t.0", "$t"));
  EXPECT_THAT(Texts("@m[1, 2];"), ElementsAre("@m[1, 2]", "1", "2"));
}

TEST(Ranges, CallsTuplesCasts) {
  EXPECT_THAT(Texts("f(1, g());"), ElementsAre("f(1, g())", "1", "g()"));
  EXPECT_THAT(Texts("(1, (2,));"), ElementsAre("(1, (2,))", "1", "(2,)", "2"));
  EXPECT_THAT(Texts("(a=1, b=2);"), ElementsAre("(a=1, b=2)", "1", "2"));
  EXPECT_THAT(Texts("(uint8)$a + 1;"), ElementsAre("(uint8)$a + 1", "(uint8)$a", "$a", "1"));
  EXPECT_THAT(Texts("sizeof(struct s);"), ElementsAre("sizeof(struct s)"));
}

TEST(Ranges, Blocks) {
  EXPECT_THAT(Texts("if (1) { 2; } else { 3 } f();"),
              ElementsAre("if (1) { 2; } else { 3 }", "1", "2", "{ 3 }", "3", "f()"));
}

TEST(Ranges, Statements) {
  const Source source("test", "i:s:1, BEGIN /1/ { $a = 1 ; for ($i : 0..1) { } let $b ; return }");
  Diagnostics diags;
  const ast::Program program = ParseProgram(source, diags);
  ASSERT_FALSE(diags.has_errors());
  const ast::Probe& probe = program.probes.at(0);
  std::vector<std::string> texts;
  for (const auto& stmt : probe.body->statements)
    texts.emplace_back(source.Slice(stmt->range));
  EXPECT_THAT(texts, ElementsAre("$a = 1", "for ($i : 0..1) { }", "let $b", "return"));
  EXPECT_EQ(source.Slice(probe.range), source.text());
  EXPECT_EQ(source.Slice(probe.attach_points[1].range), "BEGIN");
  EXPECT_EQ(source.Slice(probe.body->range).front(), '{');
  EXPECT_EQ(source.Slice(probe.body->range).back(), '}');
}

TEST(Ranges, Names) {
  const Source source("test", "macro m($a) { @x[1] + $p -> field }");
  Diagnostics diags;
  const ast::Program program = ParseProgram(source, diags);
  ASSERT_FALSE(diags.has_errors());
  const auto& macro = program.macros.at(0);
  EXPECT_EQ(source.Slice(macro.name.range), "m");
  EXPECT_EQ(source.Slice(macro.params[0].name.range), "$a");
  const auto& sum = ast::As<ast::Binary>(*macro.body->value);
  EXPECT_EQ(source.Slice(sum.op_range), "+");
  EXPECT_EQ(source.Slice(ast::As<ast::Map>(*sum.left).name_range), "@x");
  EXPECT_EQ(source.Slice(ast::As<ast::FieldAccess>(*sum.right).field.range), "field");
}

}  // namespace
}  // namespace sonde
