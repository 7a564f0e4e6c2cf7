// Arithmetic of literals. Leaves: FoldBinary, FoldUnary, FoldCompare, ParseNumber.
// Covered by tests/sema/fold_test.cpp.
#include "sema/fold.h"

#include "parser/literals.h"

namespace sonde::sema {
namespace {

constexpr unsigned kBits = 64;

std::optional<Number> Make(uint64_t value) {
  return Number::Of(value);
}

std::optional<Number> Make(int64_t value) {
  return Number::OfSigned(value);
}

// + and * with a check; T is the 64-bit type that both operands fit into.
template <typename T>
std::optional<Number> Add(T a, T b) {
  T result = 0;
  if (__builtin_add_overflow(a, b, &result)) return std::nullopt;
  return Make(result);
}

template <typename T>
std::optional<Number> Multiply(T a, T b) {
  T result = 0;
  if (__builtin_mul_overflow(a, b, &result)) return std::nullopt;
  return Make(result);
}

// 2 - 3 is -1: the only operation that leaves the unsigned range.
std::optional<Number> Subtract(uint64_t a, uint64_t b) {
  if (a >= b) return Number::Of(a - b);
  const uint64_t magnitude = b - a;
  if (magnitude > 1ULL << (kBits - 1)) return std::nullopt;
  return Number{a - b, true};
}

std::optional<Number> ShiftLeft(Number a, uint64_t amount) {
  if (amount >= kBits) return std::nullopt;
  const uint64_t shifted = a.bits << amount;
  const uint64_t back =
      a.negative ? static_cast<uint64_t>(static_cast<int64_t>(shifted) >> amount) : shifted >> amount;
  if (back != a.bits) return std::nullopt;
  return Number{shifted, a.negative};
}

std::optional<Number> FoldUnsigned(BinaryOp op, uint64_t a, uint64_t b) {
  if ((op == BinaryOp::Div || op == BinaryOp::Mod) && b == 0) return std::nullopt;
  switch (op) {
    case BinaryOp::Add:
      return Add(a, b);
    case BinaryOp::Sub:
      return Subtract(a, b);
    case BinaryOp::Mul:
      return Multiply(a, b);
    case BinaryOp::Div:
      return Number::Of(a / b);
    case BinaryOp::Mod:
      return Number::Of(a % b);
    case BinaryOp::BitAnd:
      return Number::Of(a & b);
    case BinaryOp::BitOr:
      return Number::Of(a | b);
    case BinaryOp::BitXor:
      return Number::Of(a ^ b);
    case BinaryOp::ShiftLeft:
      return ShiftLeft(Number::Of(a), b);
    case BinaryOp::ShiftRight:
      if (b >= kBits) return std::nullopt;
      return Number::Of(a >> b);
    default:
      return std::nullopt;
  }
}

std::optional<Number> FoldSigned(BinaryOp op, int64_t a, int64_t b) {
  const bool division = op == BinaryOp::Div || op == BinaryOp::Mod;
  if (division && (b == 0 || (a == INT64_MIN && b == -1))) return std::nullopt;
  if (IsShift(op) && (b < 0 || b >= static_cast<int64_t>(kBits))) return std::nullopt;
  int64_t difference = 0;
  switch (op) {
    case BinaryOp::Add:
      return Add(a, b);
    case BinaryOp::Sub:
      if (__builtin_sub_overflow(a, b, &difference)) return std::nullopt;
      return Number::OfSigned(difference);
    case BinaryOp::Mul:
      return Multiply(a, b);
    case BinaryOp::Div:
      return Number::OfSigned(a / b);
    case BinaryOp::Mod:
      return Number::OfSigned(a % b);
    case BinaryOp::BitAnd:
      return Number::OfSigned(a & b);
    case BinaryOp::BitOr:
      return Number::OfSigned(a | b);
    case BinaryOp::BitXor:
      return Number::OfSigned(a ^ b);
    case BinaryOp::ShiftLeft:
      return ShiftLeft(Number::OfSigned(a), static_cast<uint64_t>(b));
    case BinaryOp::ShiftRight:
      return Number::OfSigned(a >> b);
    default:
      return std::nullopt;
  }
}

template <typename T>
bool Compare(BinaryOp op, const T& a, const T& b) {
  switch (op) {
    case BinaryOp::Equal:
      return a == b;
    case BinaryOp::NotEqual:
      return a != b;
    case BinaryOp::Less:
      return a < b;
    case BinaryOp::LessEqual:
      return a <= b;
    case BinaryOp::Greater:
      return a > b;
    default:
      return a >= b;
  }
}

}  // namespace

std::string Number::Text() const {
  return negative ? std::to_string(Signed()) : std::to_string(bits);
}

std::optional<Number> FoldBinary(BinaryOp op, Number a, Number b) {
  if (op == BinaryOp::And) return Number::Of(a.bits != 0 && b.bits != 0);
  if (op == BinaryOp::Or) return Number::Of(a.bits != 0 || b.bits != 0);
  const bool is_signed = a.negative || b.negative;
  if (is_signed && (!a.FitsSigned() || !b.FitsSigned())) return std::nullopt;
  if (IsComparison(op)) {
    return Number::Of(is_signed ? Compare(op, a.Signed(), b.Signed()) : Compare(op, a.bits, b.bits));
  }
  return is_signed ? FoldSigned(op, a.Signed(), b.Signed()) : FoldUnsigned(op, a.bits, b.bits);
}

std::optional<Number> FoldUnary(UnaryOp op, Number a) {
  switch (op) {
    case UnaryOp::Negate:
      if (a.negative || a.bits == 0) return Number::Of(0 - a.bits);
      if (a.bits > 1ULL << (kBits - 1)) return std::nullopt;
      return Number{0 - a.bits, true};
    case UnaryOp::BitNot:
      return Number::Of(~a.bits);
    default:
      return Number::Of(a.bits == 0);
  }
}

bool FoldCompare(BinaryOp op, std::string_view a, std::string_view b) {
  return Compare(op, a, b);
}

// Binary is understood here only: 0b101.
std::optional<Number> ParseNumber(std::string_view text) {
  const bool minus = text.starts_with('-');
  if (minus) text.remove_prefix(1);
  std::optional<uint64_t> value;
  if (text.starts_with("0b") || text.starts_with("0B")) {
    const std::string_view digits = text.substr(2);
    const bool valid =
        !digits.empty() && digits.size() <= kBits && digits.find_first_not_of("01") == std::string_view::npos;
    if (!valid) return std::nullopt;
    uint64_t bits = 0;
    for (const char digit : digits)
      bits = bits << 1 | static_cast<uint64_t>(digit == '1');
    value = bits;
  } else if (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    LiteralError error{};
    value = ParseInteger(text, &error);
  }
  if (!value) return std::nullopt;
  return minus ? FoldUnary(UnaryOp::Negate, Number::Of(*value)) : Number::Of(*value);
}

}  // namespace sonde::sema
