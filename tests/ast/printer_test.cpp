// Parts of the printer that the golden trees do not show: single expressions and types.
#include "ast/printer.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

TEST(Printer, SpellsOperators) {
  EXPECT_STREQ(Spelling(BinaryOp::ShiftLeft), "<<");
  EXPECT_STREQ(Spelling(UnaryOp::PostIncrement), "++");
}

TEST(Printer, DumpsOneExpression) {
  const ast::PositionalParam param({0, 2}, 3);
  EXPECT_EQ(ast::Dump(param), "$3");
}

TEST(Printer, DumpsTypes) {
  ast::TypeName type;
  type.tag = ast::TypeName::Tag::Struct;
  type.base = "s";
  type.suffixes = {
      {ast::TypeSuffix::Pointer, 0}, {ast::TypeSuffix::Array, 4}, {ast::TypeSuffix::UnsizedArray, 0}};
  EXPECT_EQ(ast::Dump(type), "struct s*[4][]");
}

}  // namespace
}  // namespace sonde
