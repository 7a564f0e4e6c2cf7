// Literals and the expressions that stand for what is not known. Leaves: the functions of literals.h.
// Covered by tests/golden/typed/literals/*.
#include "sema/literals.h"

#include <algorithm>

namespace sonde::sema {

Number NumberOf(const typed::Expr& literal) {
  const uint64_t bits = typed::As<typed::Integer>(literal).bits;
  return {bits, literal.type->is_signed && static_cast<int64_t>(bits) < 0};
}

const std::string& TextOf(const typed::Expr& literal) {
  return typed::As<typed::String>(literal).text;
}

bool IsConstant(const typed::Expr& expr) {
  if (expr.kind == typed::ExprKind::String) return true;
  if (expr.kind == typed::ExprKind::Integer) {
    const TypeKind kind = expr.type->kind;
    return IsInteger(*expr.type) || kind == TypeKind::Bool || kind == TypeKind::Pointer;
  }
  if (expr.kind != typed::ExprKind::Tuple) return false;
  const auto& elements = typed::As<typed::Tuple>(expr).elements;
  return std::all_of(elements.begin(), elements.end(), [](const auto& e) { return IsConstant(*e); });
}

ExprPtr Unresolvable(TypePtr type, SourceRange range) {
  return std::make_unique<typed::Integer>(std::move(type), range);
}

ExprPtr Poison(SourceRange range) {
  return Unresolvable(ErrorType(), range);
}

ExprPtr MakeInteger(SourceRange range, Number value) {
  auto node = std::make_unique<typed::Integer>(LiteralType(value.bits, value.negative), range);
  node->bits = value.bits;
  return node;
}

// A word: the value of another kernel need not fit where that of this one does.
ExprPtr MakeFact(SourceRange range, uint64_t value, typed::KernelFact fact) {
  ExprPtr literal = MakeInteger(range, Number::Of(value));
  auto type = std::make_shared<Type>(*literal->type);
  type->size = 8;
  literal->type = std::move(type);
  static_cast<typed::Integer&>(*literal).fact = std::make_shared<typed::KernelFact>(std::move(fact));
  return literal;
}

ExprPtr MakeBool(SourceRange range, bool value) {
  auto node = std::make_unique<typed::Integer>(BoolType(), range);
  node->bits = value ? 1 : 0;
  return node;
}

ExprPtr MakeString(SourceRange range, std::string text) {
  const auto capacity = static_cast<uint32_t>(text.size() + 1);
  auto node = std::make_unique<typed::String>(StringType(capacity), range);
  node->text = std::move(text);
  return node;
}

ExprPtr Reinterpret(ExprPtr expr, const TypePtr& to) {
  if (Same(*expr->type, *to)) {
    expr->type = to;
    return expr;
  }
  auto node = std::make_unique<typed::Convert>(to, expr->range);
  node->operand = std::move(expr);
  return node;
}

}  // namespace sonde::sema
