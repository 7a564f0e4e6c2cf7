// Tests of value texts and of the arithmetic of print.
#include "output/text.h"

#include <gtest/gtest.h>

#include <cmath>

#include "values.h"

namespace sonde::output {
namespace {

std::string Print(const Value& value) {
  std::string out;
  AppendText(out, value);
  return out;
}

TEST(TextTest, Values) {
  EXPECT_EQ(Print({}), "?");
  EXPECT_EQ(Print(Int(INT64_MIN)), "-9223372036854775808");
  EXPECT_EQ(Print(Unsigned(UINT64_MAX)), "18446744073709551615");
  EXPECT_EQ(Print({false}), "false");
  EXPECT_EQ(Print({Pointer{0xffff8881}}), "0xffff8881");
  EXPECT_EQ(Print({EnumValue{3, ""}}), "3");
  EXPECT_EQ(Print(Tup({Int(1)})), "(1)");
  EXPECT_EQ(Print(Tup({Int(1), Str("abc"), Tup({Int(2), Int(3)})})), "(1, abc, (2, 3))");
  EXPECT_EQ(Print({Record{{{"a", Int(1)}, {"b", Arr({Int(0), Int(0)})}}}}), "{ .a = 1, .b = [0,0] }");
  EXPECT_EQ(Print({Record{}}), "{}");
  EXPECT_EQ(Print({Stack{}}), "\n");
}

TEST(TextTest, FloatsAsShortAsReadsBack) {
  const auto wide = [](double number) { return Print({Float{number, false}}); };
  const auto single = [](float number) { return Print({Float{number, true}}); };
  EXPECT_EQ(wide(0.1), "0.1");
  EXPECT_EQ(single(0.1F), "0.1");
  EXPECT_EQ(wide(0.1F), "0.10000000149011612");
  EXPECT_EQ(wide(3), "3");
  EXPECT_EQ(wide(-0.0), "-0");
  EXPECT_EQ(wide(1e300), "1e+300");
  EXPECT_EQ(single(3.4028235e38F), "3.4028235e+38");
  EXPECT_EQ(wide(HUGE_VAL), "inf");
  EXPECT_EQ(wide(-HUGE_VAL), "-inf");
  EXPECT_EQ(wide(std::nan("")), "nan");
  EXPECT_EQ(Print(Divided({Float{3, false}}, 2)), "1.5");
}

TEST(TextTest, KeysLoseOuterParentheses) {
  std::string out;
  AppendKey(out, Tup({Tup({Int(1), Int(2)}), Str("x")}));
  EXPECT_EQ(out, "(1, 2), x");
  out.clear();
  AppendKey(out, Str("(text)"));
  EXPECT_EQ(out, "(text)");
}

TEST(TextTest, Division) {
  EXPECT_EQ(Print(Divided(Int(-7), 2)), "-3");
  EXPECT_EQ(Print(Divided(Unsigned(UINT64_MAX), 2)), "9223372036854775807");
  EXPECT_EQ(Print(Divided(Tup({Int(9), Str("a")}), 2)), "(4, a)");
  EXPECT_EQ(Print(Divided(Int(INT64_MIN), 0)), "-9223372036854775808");
  EXPECT_EQ(Print(Divided(Str("a"), 2)), "a");
}

TEST(TextTest, Averages) {
  EXPECT_EQ((Statistics{true, 3, 10}).Average(), 3U);
  EXPECT_EQ((Statistics{true, 3, static_cast<uint64_t>(-10)}).Average(), static_cast<uint64_t>(-3));
  EXPECT_EQ((Statistics{false, 2, UINT64_MAX}).Average(), UINT64_MAX / 2);
  EXPECT_EQ((Statistics{true, 0, 10}).Average(), 0U);
}

}  // namespace
}  // namespace sonde::output
