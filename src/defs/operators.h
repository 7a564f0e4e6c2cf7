// BinaryOp and UnaryOp: the operators as the trees of ast and typed name them, expanded from operators.def.
// Covered by tests/golden/ast/* and tests/golden/typed/*.
#pragma once

#include <cstdint>

namespace sonde {

enum class BinaryOp : uint8_t {
#define BINARY_OPERATOR(id, spelling, class) id,
#include "defs/operators.def"
};

enum class UnaryOp : uint8_t {
#define UNARY_OPERATOR(id, spelling, position) id,
#include "defs/operators.def"
};

enum class OperatorClass : uint8_t { Arithmetic, Bits, Shift, Comparison, Logical };
enum class OperatorPosition : uint8_t { Prefix, Postfix };

struct BinaryOperatorRow {
  const char* spelling;
  OperatorClass operator_class;
};
inline constexpr BinaryOperatorRow kBinaryOperators[] = {
#define BINARY_OPERATOR(id, spelling, class) {spelling, OperatorClass::class},
#include "defs/operators.def"
};

struct UnaryOperatorRow {
  const char* spelling;
  OperatorPosition position;
};
inline constexpr UnaryOperatorRow kUnaryOperators[] = {
#define UNARY_OPERATOR(id, spelling, position) {spelling, OperatorPosition::position},
#include "defs/operators.def"
};

constexpr const BinaryOperatorRow& RowOf(BinaryOp op) {
  return kBinaryOperators[static_cast<unsigned>(op)];
}
constexpr const UnaryOperatorRow& RowOf(UnaryOp op) {
  return kUnaryOperators[static_cast<unsigned>(op)];
}

// As written in a script: "+", "==" ...
constexpr const char* Spelling(BinaryOp op) {
  return RowOf(op).spelling;
}
constexpr const char* Spelling(UnaryOp op) {
  return RowOf(op).spelling;
}

constexpr bool IsComparison(BinaryOp op) {
  return RowOf(op).operator_class == OperatorClass::Comparison;
}
constexpr bool IsLogical(BinaryOp op) {
  return RowOf(op).operator_class == OperatorClass::Logical;
}
constexpr bool IsShift(BinaryOp op) {
  return RowOf(op).operator_class == OperatorClass::Shift;
}
constexpr bool IsPostfix(UnaryOp op) {
  return RowOf(op).position == OperatorPosition::Postfix;
}

// break, continue, return.
enum class JumpKind : uint8_t { Break, Continue, Return };

}  // namespace sonde
