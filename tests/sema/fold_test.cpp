// Arithmetic of literals: exact results, and which overflows are found.
#include "sema/fold.h"

#include <gtest/gtest.h>

#include <limits>

namespace sonde::sema {
namespace {

constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();
constexpr int64_t kMin64 = std::numeric_limits<int64_t>::min();

std::string Fold(Number a, BinaryOp op, Number b) {
  const auto result = FoldBinary(op, a, b);
  return result ? result->Text() : "error";
}
std::string Fold(uint64_t a, BinaryOp op, uint64_t b) {
  return Fold(Number::Of(a), op, Number::Of(b));
}
std::string FoldSigned(int64_t a, BinaryOp op, int64_t b) {
  return Fold(Number::OfSigned(a), op, Number::OfSigned(b));
}
std::string Fold(UnaryOp op, Number a) {
  const auto result = FoldUnary(op, a);
  return result ? result->Text() : "error";
}

TEST(Fold, UnsignedArithmetic) {
  EXPECT_EQ(Fold(1, BinaryOp::Add, 2), "3");
  EXPECT_EQ(Fold(INT64_MAX, BinaryOp::Add, 1), "9223372036854775808");
  EXPECT_EQ(Fold(kMax, BinaryOp::Add, 1), "error");
  EXPECT_EQ(Fold(2, BinaryOp::Sub, 3), "-1");
  EXPECT_EQ(Fold(0, BinaryOp::Sub, 1ULL << 63), "-9223372036854775808");
  EXPECT_EQ(Fold(0, BinaryOp::Sub, (1ULL << 63) + 1), "error");
  EXPECT_EQ(Fold(kMax, BinaryOp::Mul, 1), "18446744073709551615");
  EXPECT_EQ(Fold(kMax, BinaryOp::Mul, 2), "error");
  EXPECT_EQ(Fold(7, BinaryOp::Div, 2), "3");
  EXPECT_EQ(Fold(7, BinaryOp::Mod, 4), "3");
  EXPECT_EQ(Fold(6, BinaryOp::BitAnd, 3), "2");
  EXPECT_EQ(Fold(6, BinaryOp::BitOr, 1), "7");
  EXPECT_EQ(Fold(6, BinaryOp::BitXor, 3), "5");
}

TEST(Fold, SignedArithmetic) {
  EXPECT_EQ(FoldSigned(-7, BinaryOp::Div, 2), "-3");
  EXPECT_EQ(FoldSigned(-7, BinaryOp::Mod, 3), "-1");
  EXPECT_EQ(FoldSigned(-1, BinaryOp::Add, 1), "0");
  EXPECT_EQ(FoldSigned(kMin64, BinaryOp::Add, -1), "error");
  EXPECT_EQ(FoldSigned(kMin64, BinaryOp::Sub, 1), "error");
  EXPECT_EQ(FoldSigned(kMin64, BinaryOp::Mul, -1), "error");
  EXPECT_EQ(FoldSigned(-1, BinaryOp::BitAnd, 255), "255");
  // One negative operand: the other must be in the signed range.
  EXPECT_EQ(Fold(Number::OfSigned(-1), BinaryOp::Equal, Number::Of(kMax)), "error");
  EXPECT_EQ(Fold(Number::OfSigned(-1), BinaryOp::Add, Number::Of(kMax)), "error");
}

TEST(Fold, DivisionByZeroAndOverflow) {
  EXPECT_EQ(Fold(1, BinaryOp::Div, 0), "error");
  EXPECT_EQ(Fold(1, BinaryOp::Mod, 0), "error");
  EXPECT_EQ(FoldSigned(-1, BinaryOp::Div, 0), "error");
  EXPECT_EQ(FoldSigned(kMin64, BinaryOp::Div, -1), "error");
  EXPECT_EQ(FoldSigned(kMin64, BinaryOp::Mod, -1), "error");
}

TEST(Fold, Shifts) {
  EXPECT_EQ(Fold(1, BinaryOp::ShiftLeft, 63), "9223372036854775808");
  EXPECT_EQ(Fold(1, BinaryOp::ShiftLeft, 64), "error");
  EXPECT_EQ(Fold(3, BinaryOp::ShiftLeft, 63), "error");
  EXPECT_EQ(Fold(kMax, BinaryOp::ShiftRight, 63), "1");
  EXPECT_EQ(Fold(1, BinaryOp::ShiftRight, 64), "error");
  EXPECT_EQ(FoldSigned(-7, BinaryOp::ShiftRight, 1), "-4");
  EXPECT_EQ(FoldSigned(-1, BinaryOp::ShiftLeft, 3), "-8");
  EXPECT_EQ(FoldSigned(-2, BinaryOp::ShiftLeft, 63), "error");
  EXPECT_EQ(FoldSigned(1, BinaryOp::ShiftLeft, -1), "error");
  EXPECT_EQ(FoldSigned(1, BinaryOp::ShiftRight, -1), "error");
}

TEST(Fold, Comparison) {
  EXPECT_EQ(Fold(kMax, BinaryOp::Greater, 1), "1");
  EXPECT_EQ(FoldSigned(-1, BinaryOp::Less, 1), "1");
  EXPECT_EQ(FoldSigned(-1, BinaryOp::GreaterEqual, -1), "1");
  EXPECT_EQ(Fold(1, BinaryOp::NotEqual, 1), "0");
  EXPECT_EQ(Fold(2, BinaryOp::LessEqual, 1), "0");
  EXPECT_TRUE(FoldCompare(BinaryOp::Less, "a", "b"));
  EXPECT_FALSE(FoldCompare(BinaryOp::Equal, "a", "ab"));
}

TEST(Fold, Logic) {
  EXPECT_EQ(Fold(5, BinaryOp::And, 0), "0");
  EXPECT_EQ(Fold(0, BinaryOp::Or, 7), "1");
  EXPECT_EQ(Fold(UnaryOp::Not, Number::Of(5)), "0");
  EXPECT_EQ(Fold(UnaryOp::Not, Number::Of(0)), "1");
}

TEST(Fold, Unary) {
  EXPECT_EQ(Fold(UnaryOp::BitNot, Number::Of(5)), "18446744073709551610");
  EXPECT_EQ(Fold(UnaryOp::BitNot, Number::OfSigned(-1)), "0");
  EXPECT_EQ(Fold(UnaryOp::Negate, Number::Of(1ULL << 63)), "-9223372036854775808");
  EXPECT_EQ(Fold(UnaryOp::Negate, Number::Of((1ULL << 63) + 1)), "error");
  EXPECT_EQ(Fold(UnaryOp::Negate, Number::OfSigned(kMin64)), "9223372036854775808");
  EXPECT_EQ(Fold(UnaryOp::Negate, Number::Of(0)), "0");
}

TEST(Fold, ParametersAsNumbers) {
  const auto parse = [](std::string_view text) {
    const auto number = ParseNumber(text);
    return number ? number->Text() : "text";
  };
  EXPECT_EQ(parse("42"), "42");
  EXPECT_EQ(parse("-5"), "-5");
  EXPECT_EQ(parse("0x10"), "16");
  EXPECT_EQ(parse("0b101"), "5");
  EXPECT_EQ(parse("7ms"), "7000000");
  EXPECT_EQ(parse("-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(parse("-9223372036854775809"), "text");
  EXPECT_EQ(parse("18446744073709551616"), "text");
  EXPECT_EQ(parse("12abc"), "text");
  EXPECT_EQ(parse("0b"), "text");
  EXPECT_EQ(parse("0b12"), "text");
  EXPECT_EQ(parse("-"), "text");
  EXPECT_EQ(parse("--5"), "text");
  EXPECT_EQ(parse(""), "text");
}

}  // namespace
}  // namespace sonde::sema
