// Folding: the arithmetic of literals, with exact overflow checks (language.md 3.17). Knows nothing of the
// tree. Leaves: Number, FoldBinary, FoldUnary. Covered by tests/sema/fold_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "defs/operators.h"

namespace sonde::sema {

// A literal integer: an unsigned 64-bit value, or a negative one in two's complement.
struct Number {
  uint64_t bits = 0;
  bool negative = false;

  static Number Of(uint64_t value) { return {value, false}; }
  static Number OfSigned(int64_t value) { return {static_cast<uint64_t>(value), value < 0}; }
  [[nodiscard]] int64_t Signed() const { return static_cast<int64_t>(bits); }
  // Whether the value is in the range of int64.
  [[nodiscard]] bool FitsSigned() const { return negative || bits <= INT64_MAX; }
  [[nodiscard]] std::string Text() const;
  bool operator==(const Number&) const = default;
};

// Nothing: overflow, underflow, division by zero, a bad shift amount. Comparisons and && || give 0 or 1.
std::optional<Number> FoldBinary(BinaryOp op, Number a, Number b);
// Negate, BitNot, Not.
std::optional<Number> FoldUnary(UnaryOp op, Number a);

// Comparison of two literal strings, byte by byte.
bool FoldCompare(BinaryOp op, std::string_view a, std::string_view b);

// The value of a positional parameter that is a number in any spelling, or nothing: then it is text.
std::optional<Number> ParseNumber(std::string_view text);

}  // namespace sonde::sema
