// Literals: making them, and asking whether an expression is one. An expression that was reported has
// ErrorType, one that waits for inference has UnknownType; Unresolved() asks for both. Covered by
// tests/golden/typed/literals/*.
#pragma once

#include <string>

#include "sema/fold.h"
#include "sema/state.h"
#include "typed/typed.h"

namespace sonde::sema {

using typed::ExprPtr;

ExprPtr MakeInteger(SourceRange range, Number value);
// A literal that may have another value on the kernel that runs the program.
ExprPtr MakeFact(SourceRange range, uint64_t value, typed::KernelFact fact);
ExprPtr MakeBool(SourceRange range, bool value);
ExprPtr MakeString(SourceRange range, std::string text);

// What stands for an expression that has no value, or none yet. Poison: after an error.
ExprPtr Unresolvable(TypePtr type, SourceRange range);
ExprPtr Poison(SourceRange range);

inline bool Unresolved(const ExprPtr& expr) {
  return Unresolved(expr->type);
}
inline bool IsLiteralInteger(const typed::Expr& expr) {
  return expr.kind == typed::ExprKind::Integer && IsInteger(*expr.type);
}
inline bool IsLiteralBool(const typed::Expr& expr) {
  return expr.kind == typed::ExprKind::Integer && expr.type->kind == TypeKind::Bool;
}
inline bool IsLiteralString(const typed::Expr& expr) {
  return expr.kind == typed::ExprKind::String;
}
// A literal that may have another value on the kernel that runs the program.
inline bool IsLive(const typed::Expr& expr) {
  return expr.kind == typed::ExprKind::Integer && typed::As<typed::Integer>(expr).is_live();
}
bool IsConstant(const typed::Expr& expr);  // a literal, or a tuple of literals

Number NumberOf(const typed::Expr& literal);
const std::string& TextOf(const typed::Expr& literal);
// Whether a text counts as true: it is not empty, up to its NUL.
inline bool HasText(const std::string& text) {
  return !text.empty() && text[0] != '\0';
}

// The value as one of type `to`, without a check.
ExprPtr Reinterpret(ExprPtr expr, const TypePtr& to);

}  // namespace sonde::sema
