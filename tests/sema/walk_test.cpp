// AnyExpr reaches every expression of a block.
#include "sema/walk.h"

#include <gtest/gtest.h>

#include "parser/parser.h"

namespace sonde::sema {
namespace {

bool Mentions(const std::string& body) {
  const Source source("test", "begin { " + body + " }");
  Diagnostics diags;
  const ast::Program program = ParseProgram(source, diags);
  EXPECT_FALSE(diags.has_errors()) << RenderAll(diags, Severity::Error, source);
  return AnyExpr(*program.probes.front().body, [](const ast::Expr& expr) {
    return expr.kind == ast::ExprKind::Identifier && ast::As<ast::Identifier>(expr).name == "here";
  });
}

TEST(AnyExpr, FindsInEveryPlace) {
  for (const char* body : {"here;",
                           "$x = here;",
                           "@m[here] = 1;",
                           "let $x = here;",
                           "_ = here;",
                           "while (here) { }",
                           "while (1) { print(here); }",
                           "unroll(here) { }",
                           "unroll(2) { print(here); }",
                           "return here;",
                           "f(1, here);",
                           "$x = -here;",
                           "$x = 1 + here;",
                           "$x = here ? 1 : 2;",
                           "$x = 1 ? here : 2;",
                           "$x = 1 ? 2 : here;",
                           "$x = here.f;",
                           "$x = (1, here);",
                           "$x = here[0];",
                           "$x = @m[here];",
                           "$x = (int8)here;",
                           "if (here) { }",
                           "if (1) { here } ",
                           "if (1) { } else { here }",
                           "$x = { here };",
                           "for ($i : 0..here) { }",
                           "for ($k : @m) { print(here); }",
                           "$x = (a=here, b=1);",
                           "$x = sizeof((here));",
                           "$x = comptime here;",
                           "$x = (1, here).0;",
                           "{ 1; here }"}) {
    EXPECT_TRUE(Mentions(body)) << body;
  }
}

TEST(AnyExpr, FindsNothingWhereThereIsNothing) {
  EXPECT_FALSE(Mentions("$x = 1; @here = 2; $here = 3; print(\"here\"); break;"));
}

}  // namespace
}  // namespace sonde::sema
