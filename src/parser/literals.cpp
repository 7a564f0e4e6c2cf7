// Integer and string literals. Leaves: ParseInteger, ParseString. Covered by tests/parser/literals_test.cpp.
#include "parser/literals.h"

#include <array>
#include <cctype>
#include <limits>

namespace sonde {
namespace {

constexpr uint64_t kMax64 = std::numeric_limits<uint64_t>::max();
constexpr uint64_t kMax32 = std::numeric_limits<uint32_t>::max();

struct Duration {
  std::string_view suffix;
  uint64_t nanoseconds;
};
constexpr std::array<Duration, 7> kDurations = {{
    {"ns", 1},
    {"us", 1'000},
    {"ms", 1'000'000},
    {"s", 1'000'000'000},
    {"m", 60'000'000'000},
    {"h", 3'600'000'000'000},
    {"d", 86'400'000'000'000},
}};

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

int DigitValue(char c) {
  if (IsDigit(c)) return c - '0';
  const char lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 99;
}

// Reads one integer literal from left to right.
class IntegerReader {
 public:
  IntegerReader(std::string_view text, LiteralError* error) : text_(text), error_(error) {}

  std::optional<uint64_t> Read() {
    if (text_.empty() || !IsDigit(text_[0])) return Fail(DiagId::IntegerTrailing, 0, {std::string(text_)});
    if (text_.size() > 1 && text_[0] == '0' && (text_[1] == 'x' || text_[1] == 'X')) return ReadHex();
    const bool octal = text_.size() > 1 && text_[0] == '0' && (IsDigit(text_[1]) || text_[1] == '_');
    if (!ReadDigits(octal ? 8 : 10)) return std::nullopt;
    if (!octal && (Peek() == 'e' || Peek() == 'E') && !ReadExponent()) return std::nullopt;
    return ReadSuffix(octal);
  }

 private:
  [[nodiscard]] char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  std::nullopt_t Fail(DiagId id, size_t from, std::vector<std::string> args = {}) {
    *error_ = {id, static_cast<uint32_t>(from), static_cast<uint32_t>(text_.size()), std::move(args)};
    return std::nullopt;
  }
  std::nullopt_t Overflow(uint64_t maximum) {
    return Fail(DiagId::IntegerOverflow, 0, {std::to_string(maximum), std::string(text_)});
  }
  std::nullopt_t Trailing(DiagId id) { return Fail(id, at_, {std::string(text_.substr(at_))}); }

  std::optional<uint64_t> ReadHex() {
    at_ = 2;
    if (DigitValue(Peek()) >= 16) {
      at_ = 1;
      return Trailing(DiagId::IntegerTrailing);
    }
    if (!ReadDigits(16)) return std::nullopt;
    if (at_ < text_.size()) return Trailing(DiagId::IntegerTrailing);
    return value_;
  }

  // Digits of `base` with `_` between them.
  bool ReadDigits(unsigned base) {
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '_') continue;
      const int digit = DigitValue(text_[at_]);
      if (digit >= static_cast<int>(base)) break;
      overflow_ |= __builtin_mul_overflow(value_, uint64_t{base}, &value_);
      overflow_ |= __builtin_add_overflow(value_, static_cast<uint64_t>(digit), &value_);
    }
    if (overflow_) {
      Overflow(kMax64);
      return false;
    }
    if (at_ > 0 && text_[at_ - 1] == '_') {
      Fail(DiagId::IntegerUnderscore, at_ - 1);
      return false;
    }
    return true;
  }

  // e6 behind a coefficient of one digit.
  bool ReadExponent() {
    if (at_ != 1 || value_ == 0) {
      Fail(DiagId::ScientificCoefficient, 0, {std::string(text_.substr(0, at_))});
      return false;
    }
    ++at_;
    const size_t begin = at_;
    unsigned exponent = 0;
    for (; IsDigit(Peek()) || (Peek() == '_' && at_ > begin); ++at_) {
      if (Peek() != '_' && exponent < 1000) exponent = exponent * 10 + static_cast<unsigned>(Peek() - '0');
    }
    if (at_ == begin || text_[begin] == '0') {
      Fail(DiagId::ScientificExponent, begin - 1, {std::string(text_.substr(begin, at_ - begin))});
      return false;
    }
    if (text_[at_ - 1] == '_') {
      Fail(DiagId::IntegerUnderscore, at_ - 1);
      return false;
    }
    for (unsigned i = 0; i < exponent; ++i) {
      if (value_ > kMax64 / 10) {
        Overflow(kMax64);
        return false;
      }
      value_ *= 10;
    }
    return true;
  }

  std::optional<uint64_t> ReadSuffix(bool octal) {
    const std::string_view suffix = text_.substr(at_);
    if (suffix.empty()) return value_;
    for (const auto& duration : kDurations) {
      if (suffix != duration.suffix) continue;
      if (value_ > kMax64 / duration.nanoseconds) return Overflow(kMax64 / duration.nanoseconds);
      return value_ * duration.nanoseconds;
    }
    const uint64_t maximum = SuffixMaximum(suffix);
    if (maximum == 0) return Trailing(octal ? DiagId::IntegerTrailing : DiagId::IntegerSuffix);
    if (value_ > maximum) return Overflow(maximum);
    return value_;
  }

  // The largest value a C suffix (any case, any order that C has) allows; 0 for no C suffix.
  static uint64_t SuffixMaximum(std::string_view suffix) {
    std::string lower;
    for (const char c : suffix)
      lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (lower == "u") return kMax32;
    for (const char* wide : {"l", "ll", "ul", "ull", "lu", "llu"}) {
      if (lower == wide) return kMax64;
    }
    return 0;
  }

  std::string_view text_;
  LiteralError* error_;
  size_t at_ = 0;
  uint64_t value_ = 0;
  bool overflow_ = false;
};

// Reads the escape behind the backslash at `at`; returns where it ends.
size_t ReadEscape(std::string_view text, size_t at, std::string* value, std::vector<LiteralError>* errors) {
  static constexpr std::string_view kNames = "ntr\"\\";
  static constexpr std::string_view kValues = "\n\t\r\"\\";
  const auto fail = [&](DiagId id, size_t end) {
    errors->push_back({id,
                       static_cast<uint32_t>(at),
                       static_cast<uint32_t>(end),
                       {std::string(text.substr(at + 1, end - at - 1))}});
    return end;
  };
  const char c = text[at + 1];
  if (const size_t simple = kNames.find(c); simple != std::string_view::npos) {
    *value += kValues[simple];
    return at + 2;
  }
  const bool hex = c == 'x';
  const int base = hex ? 16 : 8;
  const size_t begin = hex ? at + 2 : at + 1;
  const size_t limit = begin + (hex ? 2 : 3);
  size_t end = begin;
  int number = 0;
  for (; end < limit && end < text.size() && DigitValue(text[end]) < base; ++end) {
    number = number * base + DigitValue(text[end]);
  }
  if (end == begin) return fail(hex ? DiagId::EscapeHex : DiagId::EscapeInvalid, at + 2);
  if (number > 255) return fail(DiagId::EscapeOctalRange, end);
  *value += static_cast<char>(number);
  return end;
}

}  // namespace

std::optional<uint64_t> ParseInteger(std::string_view text, LiteralError* error) {
  return IntegerReader(text, error).Read();
}

std::string ParseString(std::string_view text, std::vector<LiteralError>* errors) {
  std::string value;
  const size_t end = text.size() - 1;  // the closing quote
  for (size_t at = 1; at < end;) {
    if (text[at] == '\\' && at + 1 < end) {
      at = ReadEscape(text.substr(0, end), at, &value, errors);
    } else {
      value += text[at++];
    }
  }
  return value;
}

}  // namespace sonde
