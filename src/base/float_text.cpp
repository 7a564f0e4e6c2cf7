// Floating-point numbers as text. Leaves: AppendFloat, Rounded. Covered by tests/base/float_text_test.cpp.
#include "base/float_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace sonde {
namespace {

// A decimal number: 0.DIGITS times ten to the power of `point`.
struct Decimal {
  std::string digits;
  int point = 0;
};

// The fewest digits that read back to the same number, rounded correctly; `value` is finite and not negative.
// The C library's conversions are what std::to_chars would be 130 kB of code for.
Decimal FewestDigits(double value, bool single) {
  constexpr int kMostOfFloat = 9;
  constexpr int kMostOfDouble = 17;
  char text[40];
  for (int count = 1;; ++count) {
    std::snprintf(text, sizeof(text), "%.*e", count - 1, value);
    const bool same = single ? std::strtof(text, nullptr) == static_cast<float>(value)
                             : std::strtod(text, nullptr) == value;
    if (same || count == (single ? kMostOfFloat : kMostOfDouble)) break;
  }
  Decimal result;
  const char* at = text;
  for (; *at != 'e'; ++at) {
    if (*at >= '0' && *at <= '9') result.digits += *at;  // the decimal point is the locale's
  }
  result.point = std::atoi(at + 1) + 1;
  return result;
}

std::string Scientific(const Decimal& decimal) {
  std::string text = decimal.digits.substr(0, 1);
  if (decimal.digits.size() > 1) text += "." + decimal.digits.substr(1);
  const int exponent = decimal.point - 1;
  const std::string number = std::to_string(std::abs(exponent));
  return text + "e" + (exponent < 0 ? "-" : "+") + (number.size() < 2 ? "0" : "") + number;
}

// Whole numbers with all their digits, where they are longer than what it takes to read them back.
std::string Fixed(const Decimal& decimal, double value) {
  const auto count = static_cast<int>(decimal.digits.size());
  if (decimal.point <= 0)
    return "0." + std::string(static_cast<size_t>(-decimal.point), '0') + decimal.digits;
  if (decimal.point >= count) {
    char text[320];  // DBL_MAX has 309 digits
    return {text, static_cast<size_t>(std::snprintf(text, sizeof(text), "%.0f", value))};
  }
  const auto whole = static_cast<size_t>(decimal.point);
  return decimal.digits.substr(0, whole) + "." + decimal.digits.substr(whole);
}

}  // namespace

void AppendFloat(std::string& out, double value, bool single) {
  if (std::signbit(value)) out += '-';
  value = std::fabs(value);
  if (std::isnan(value) || std::isinf(value) || value == 0) {
    out += std::isnan(value) ? "nan" : std::isinf(value) ? "inf" : "0";
    return;
  }
  const Decimal decimal = FewestDigits(value, single);
  const std::string fixed = Fixed(decimal, value);
  const std::string scientific = Scientific(decimal);
  out += fixed.size() <= scientific.size() ? fixed : scientific;
}

std::string Rounded(double value, int digits) {
  char text[340];  // DBL_MAX has 309 digits
  return {text, static_cast<size_t>(std::snprintf(text, sizeof(text), "%.*f", std::min(digits, 20), value))};
}

}  // namespace sonde
