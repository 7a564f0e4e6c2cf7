// Integers in attach points. Leaves: ParseProbeNumber. Covered by tests/probes/number_test.cpp.
#include "probes/number.h"

#include <string>

namespace sonde {
namespace {

struct Suffix {
  std::string_view text;
  uint64_t factor;
  bool duration;
};

constexpr Suffix kSuffixes[] = {
    {"", 1, false},
    {"u", 1, false},
    {"ul", 1, false},
    {"ull", 1, false},
    {"l", 1, false},
    {"ll", 1, false},
    {"ns", 1, true},
    {"us", 1000, true},
    {"ms", 1000000, true},
    {"s", 1000000000, true},
    {"m", 60000000000, true},
    {"h", 3600000000000, true},
    {"d", 86400000000000, true},
};

int DigitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

// Reads digits of `base` with `_` between them; moves `text` behind them. False on overflow.
bool ReadDigits(std::string_view& text, int base, uint64_t& value, bool& any) {
  while (!text.empty()) {
    const bool joined = text[0] == '_' && any && text.size() > 1;
    if (!joined) {
      const int digit = DigitOf(text[0]);
      if (digit >= base) break;
      any = true;
      if (__builtin_mul_overflow(value, static_cast<uint64_t>(base), &value) ||
          __builtin_add_overflow(value, static_cast<uint64_t>(digit), &value)) {
        return false;
      }
    }
    text.remove_prefix(1);
  }
  return true;
}

// "5e6": the exponent behind the coefficient.
bool ReadExponent(std::string_view& text, uint64_t& value, bool& fits) {
  if (text.size() < 2 || text[0] != 'e' || text[1] < '1' || text[1] > '9') return false;
  text.remove_prefix(1);
  uint64_t exponent = 0;
  bool any = false;
  fits = ReadDigits(text, 10, exponent, any);
  for (uint64_t i = 0; fits && i < exponent; ++i)
    fits = !__builtin_mul_overflow(value, 10U, &value);
  return true;
}

}  // namespace

Result<ProbeNumber> ParseProbeNumber(std::string_view whole) {
  const std::string shown(whole);
  std::string_view text = whole;
  ProbeNumber number;
  if (text.starts_with('-')) {
    number.negative = true;
    text.remove_prefix(1);
  }
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) base = 16;
  if (text.starts_with("0b") || text.starts_with("0B")) base = 2;
  if (base != 10) text.remove_prefix(2);
  if (base == 10 && text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '7') base = 8;
  bool any = false;
  bool fits = ReadDigits(text, base, number.value, any);
  if (!any) return Error("invalid integer: " + shown);
  if (fits && base == 10) ReadExponent(text, number.value, fits);
  const Error overflow("overflow error, maximum value is 18446744073709551615: " + shown);
  if (!fits) return overflow;
  for (const Suffix& suffix : kSuffixes) {
    if (text != suffix.text || (base == 16 && !text.empty())) continue;
    number.duration = suffix.duration;
    if (__builtin_mul_overflow(number.value, suffix.factor, &number.value)) return overflow;
    return number;
  }
  return Error("invalid trailing bytes: " + shown);
}

}  // namespace sonde
