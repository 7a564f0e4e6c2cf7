// AppendFloat against std::to_chars, which finds the shortest text by another way.
#include "base/float_text.h"

#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <random>

namespace sonde {
namespace {

template <typename Float>
std::string Expected(Float value) {
  char text[64];
  return {text, std::to_chars(text, text + sizeof(text), value).ptr};
}

std::string Text(double value, bool single) {
  std::string text;
  AppendFloat(text, value, single);
  return text;
}

TEST(FloatText, Special) {
  EXPECT_EQ(Text(0.0, false), "0");
  EXPECT_EQ(Text(-0.0, false), "-0");
  EXPECT_EQ(Text(1.0 / 0.0, false), "inf");
  EXPECT_EQ(Text(-1.0 / 0.0, true), "-inf");
  EXPECT_EQ(Text(__builtin_nan(""), false), "nan");
}

TEST(FloatText, PowersOfTenAndNeighbours) {
  for (int exponent = -320; exponent <= 308; ++exponent) {
    const double power = std::strtod(("1e" + std::to_string(exponent)).c_str(), nullptr);
    for (const double factor : {1.0, 1.5, 12.0, 123.0, 9.999}) {
      EXPECT_EQ(Text(power * factor, false), Expected(power * factor));
      const auto single = static_cast<float>(power * factor);
      EXPECT_EQ(Text(single, true), Expected(single));
    }
  }
}

// Where two texts of the fewest digits read back, to_chars takes the nearest; so does printf.
TEST(FloatText, AnyBits) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 5000; ++i) {
    const auto value = std::bit_cast<double>(random());
    if (value == value) EXPECT_EQ(Text(value, false), Expected(value));
    const auto single = std::bit_cast<float>(static_cast<uint32_t>(random()));
    if (single == single) EXPECT_EQ(Text(single, true), Expected(single));
  }
}

TEST(FloatText, WithSoManyDigits) {
  EXPECT_EQ(Rounded(2.5, 2), "2.50");
  EXPECT_EQ(Rounded(0.005, 2), "0.01");
  EXPECT_EQ(Rounded(-1, 0), "-1");
  EXPECT_EQ(Rounded(1e300, 1).size(), 303u);
}

}  // namespace
}  // namespace sonde
