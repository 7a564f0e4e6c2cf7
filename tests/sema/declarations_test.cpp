// What declares variables is numbered: where it is written, or, in copies that macros make, uniquely.
#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "ast/walker.h"
#include "parser/parser.h"
#include "sema/macros.h"

namespace sonde::sema {
namespace {

ast::Program Parse(const Source& source) {
  Diagnostics diags;
  ast::Program program = ParseProgram(source, diags);
  EXPECT_FALSE(diags.has_errors()) << RenderAll(diags, Severity::Error, source);
  return program;
}

// The numbers of every cast, let, assignment and loop of the probes.
std::vector<ast::DeclarationId> Declarations(const ast::Program& program) {
  std::vector<ast::DeclarationId> ids;
  ast::Visitor visitor;
  visitor.expr = [&](const ast::Expr& expr) {
    if (expr.kind == ast::ExprKind::Cast) ids.push_back(ast::As<ast::Cast>(expr).declaration);
    return true;
  };
  visitor.stmt = [&](const ast::Stmt& stmt) {
    if (stmt.kind == ast::StmtKind::Assign) ids.push_back(ast::As<ast::Assign>(stmt).declaration);
    if (stmt.kind == ast::StmtKind::Let) ids.push_back(ast::As<ast::Let>(stmt).declaration);
    if (stmt.kind == ast::StmtKind::For) ids.push_back(ast::As<ast::For>(stmt).declaration);
    return true;
  };
  for (const auto& probe : program.probes)
    ast::Walk(*probe.body, visitor);
  return ids;
}

TEST(Declarations, AreWhereTheyAreWritten) {
  const Source source("test", "begin { $a = 1; let $b = (int8)2; for $i : 0..1 { } }");
  const std::vector<ast::DeclarationId> expected = {8, 16, 25, 38};
  EXPECT_EQ(Declarations(Parse(source)), expected);
}

TEST(Declarations, OfCopiesAreUnique) {
  const Source source("test",
                      "macro m(x) { $a = x; let $b = x; for $i : 0..1 { } $c = x; }"
                      "begin { m((int8)1); m((int8)2); $a = 3; }");
  const ast::Program program = Parse(source);
  Diagnostics diags;
  const Expanded expanded = ExpandMacros(program, nullptr, diags);
  ASSERT_NE(expanded.program, nullptr);
  EXPECT_TRUE(expanded.uncalled.empty());
  const auto ids = Declarations(*expanded.program);
  EXPECT_EQ(ids.size(), 2U * (4 + 3) + 1);  // statements of the body, a cast in three of them; one outside
  EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), ids.size());
  for (const auto id : ids)
    EXPECT_GE(id, ast::kFirstCopy);
}

TEST(Declarations, UncalledMacrosAreKnown) {
  const Source source("test", "macro a(x) { b(x) } macro b(x) { x } macro c() { 1 } begin { c(); }");
  const ast::Program program = Parse(source);
  Diagnostics diags;
  const Expanded expanded = ExpandMacros(program, nullptr, diags);
  ASSERT_EQ(expanded.uncalled.size(), 2U);
  EXPECT_EQ(expanded.uncalled[0]->name.text, "a");
  EXPECT_EQ(expanded.uncalled[1]->name.text, "b");
}

}  // namespace
}  // namespace sonde::sema
