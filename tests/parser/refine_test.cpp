// Lookahead: kinds of parentheses, marks of types, ends of statements.
#include "parser/refine.h"

#include <gtest/gtest.h>

#include "parser/splitter.h"
#include "tokens_support.h"

namespace sonde {
namespace {

// The refined tokens of one block, without the probe around it.
std::string Refined(const std::string& body) {
  const Source source("test", "begin { " + body + " }");
  ast::Program program;
  Diagnostics diags;
  Errors errors(diags);
  std::vector<Token> tokens = Refine(Split(source, 0, program, errors), source);
  return test::Names({tokens.begin() + 2, tokens.end() - 2});
}

TEST(Refine, CastsNeedATypeAndAnOperand) {
  EXPECT_EQ(Refined("(int8)5"), "cast identifier ) integer");
  EXPECT_EQ(Refined("(struct if*)$x"), "cast struct if * ) variable");
  EXPECT_EQ(Refined("(a[4]*)-1"), "cast identifier [ integer ] * ) - integer");
  EXPECT_EQ(Refined("(typeof(f(1)))@x"), "cast typeof ( identifier ( integer ) ) ) map");
  EXPECT_EQ(Refined("(x)"), "( identifier )");
  EXPECT_EQ(Refined("(x) + 1"), "( identifier ) + integer");
  EXPECT_EQ(Refined("(x) & 1"), "( identifier ) & integer");
  EXPECT_EQ(Refined("(x) & $y"), "cast identifier ) & variable");
  EXPECT_EQ(Refined("(retval) - 1"), "( identifier ) - integer");
  EXPECT_EQ(Refined("(retval*) - 1"), "cast identifier * ) - integer");
  EXPECT_EQ(Refined("(size_t) - 1"), "cast identifier ) - integer");
  EXPECT_EQ(Refined("(ctx) - 1"), "( identifier ) - integer");
  EXPECT_EQ(Refined("(pid) - 1"), "( identifier ) - integer");
  EXPECT_EQ(Refined("(a + b) - 1"), "( identifier + identifier ) - integer");
  EXPECT_EQ(Refined("f(x) - 1"), "identifier ( identifier ) - integer");
}

TEST(Refine, RecordsStartWithALabel) {
  EXPECT_EQ(Refined("(a = 1)"), "record identifier = integer )");
  EXPECT_EQ(Refined("(a == 1)"), "( identifier == integer )");
  EXPECT_EQ(Refined("(pid = 1)"), "( identifier = integer )");
}

TEST(Refine, ConditionsAreNeitherCastsNorRecords) {
  EXPECT_EQ(Refined("if (x) {}"), "if condition identifier ) { }");
  EXPECT_EQ(Refined("while (a = 1) {}"), "while condition identifier = integer ) { }");
}

TEST(Refine, KeysFollowTheirMap) {
  EXPECT_EQ(Refined("@a[1][2]"), "map key integer ] [ integer ]");
  EXPECT_EQ(Refined("(@a)[1]"), "( map ) [ integer ]");
}

TEST(Refine, TypesInQueriesAreMarked) {
  EXPECT_EQ(Refined("sizeof(x*)"), "sizeof ( type identifier * )");
  EXPECT_EQ(Refined("sizeof(x * 2)"), "sizeof ( identifier * integer )");
  EXPECT_EQ(Refined("sizeof(pid)"), "sizeof ( identifier )");
  EXPECT_EQ(Refined("offsetof(x, y)"), "offsetof ( type identifier , identifier )");
}

TEST(Refine, BlocksEndStatementsByThemselves) {
  EXPECT_EQ(Refined("if a {} b"), "if identifier { } end of statement identifier");
  EXPECT_EQ(Refined("if a {} else {} b"), "if identifier { } else { } end of statement identifier");
  EXPECT_EQ(Refined("{} ++@x"), "{ } end of statement ++ map");
  EXPECT_EQ(Refined("{} + 1"), "{ } + integer");
  EXPECT_EQ(Refined("{} ;"), "{ } ;");
  EXPECT_EQ(Refined("{}"), "{ }");
  EXPECT_EQ(Refined("while a {} b"), "while identifier { } identifier");
  EXPECT_EQ(Refined("while a {} {} b"), "while identifier { } { } end of statement identifier");
  EXPECT_EQ(Refined("$x = {} b"), "variable = { } identifier");
}

}  // namespace
}  // namespace sonde
