// Walks visit every node once, parents first, and stop where they are told to.
#include "ast/walker.h"

#include <gtest/gtest.h>

#include <set>

#include "ast/printer.h"
#include "parser/parser.h"

namespace sonde {
namespace {

// A script with every kind of node.
constexpr const char* kEverything = R"(
macro m(a, $b, @c) { a }
fn f($x: typeof($y)): int8 { return 1; }
begin /true/ {
  $a = 1; @m[1, "s"] += $1 + $#; let $c : typeof(@m[9]) = (1, (x=2)); _ = f(3).y;
  while (1) { break; } unroll 2 { } for $i : 0..1 { } for $k : @m { } import "x"; f(x=1);
  $d = (int8)x ?: $t.0[1]; $e = -sizeof($z) + comptime 4; $f = if 1 { 2 } else { 3 };
})";

struct Parsed {
  Source source;
  ast::Program program;
  explicit Parsed(const std::string& text) : source("test", text) {
    Diagnostics diags;
    program = ParseProgram(source, diags);
    EXPECT_FALSE(diags.has_errors()) << RenderAll(diags, Severity::Error, source);
  }
};

TEST(Walker, VisitsEveryKind) {
  const Parsed parsed(kEverything);
  std::set<ast::ExprKind> exprs;
  std::set<ast::StmtKind> stmts;
  size_t blocks = 0;
  ast::Walk(parsed.program, {[&](const ast::Expr& e) {
                               exprs.insert(e.kind);
                               return true;
                             },
                             [&](const ast::Stmt& s) {
                               stmts.insert(s.kind);
                               return true;
                             },
                             [&](const ast::Block&) { return ++blocks > 0; }});
  size_t expr_kinds = 0;
  size_t stmt_kinds = 0;
#define EXPR_NODE(name) ++expr_kinds;
#define STMT_NODE(name) ++stmt_kinds;
#include "defs/ast_nodes.def"
  EXPECT_EQ(exprs.size(), expr_kinds);
  EXPECT_EQ(stmts.size(), stmt_kinds);
  EXPECT_EQ(blocks, 9U);
}

TEST(Walker, ParentsComeFirst) {
  const Parsed parsed("begin { f(1 + 2, $a) }");
  std::string order;
  ast::WalkExprs(parsed.program, [&](const ast::Expr& e) { order += ast::Dump(e) + " "; });
  EXPECT_EQ(order, "(call f (+ 1 2) $a) (+ 1 2) 1 2 $a ");
}

TEST(Walker, FalseSkipsWhatIsBelow) {
  const Parsed parsed("begin { f(g(1)); if (1) { 2 } }");
  int visited = 0;
  ast::Walk(parsed.program, {[&](const ast::Expr& e) {
                               ++visited;
                               return e.kind != ast::ExprKind::Call;
                             },
                             {},
                             [&](const ast::Block& b) { return !b.statements.empty(); }});
  EXPECT_EQ(visited, 3);  // f, if, 1; neither g nor the block of the if
}

TEST(Walker, ChildrenAreDirect) {
  const Parsed parsed("begin { $a = f(1) + 2; }");
  const auto& assign = *parsed.program.probes[0].body->statements[0];
  std::string children;
  ast::Visitor visit;
  visit.expr = [&](const ast::Expr& e) {
    children += ast::Dump(e) + " ";
    return true;
  };
  ast::ForEachChild(assign, visit);
  EXPECT_EQ(children, "$a (+ (call f 1) 2) ");
}

// Whether ast::AnyExpr finds the bare word `here`.
bool Mentions(const std::string& body) {
  const Parsed parsed("begin { " + body + " }");
  return ast::AnyExpr(parsed.program, [](const ast::Expr& expr) {
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
                           "$x = (typeof((here)))1;",
                           "let $x: typeof((here)) = 1;",
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
}  // namespace sonde
