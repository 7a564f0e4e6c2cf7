// Conversions: implicit ones with their warnings (language.md 3.14), conditions (3.6), the common type of two
// branches. Leaves: Convert, ExplainFloat, ToCondition, ToWord, Common, MakeTernary. Covered by
// tests/golden/typed/casts/* and tests/golden/diag/conversions/*.
#include "sema/convert.h"

#include "sema/advice.h"
#include "sema/composites.h"
#include "sema/literals.h"
#include "sema/operators.h"

namespace sonde::sema {
namespace {

// Whether every value of `from` is one of `to`.
bool Fits(const Type& from, const Type& to) {
  if (from.kind == TypeKind::Bool) return true;
  if (from.is_signed && !from.flexible && !to.is_signed) return false;
  if (from.is_signed == to.is_signed) return from.size <= to.size;
  return from.flexible ? from.size <= to.size : from.size < to.size;
}

bool LiteralFits(Number value, const Type& to) {
  if (to.kind == TypeKind::Bool) return true;
  const unsigned bits = to.size * 8;
  if (!to.is_signed) return !value.negative && (bits == 64 || value.bits >> bits == 0);
  if (!value.FitsSigned()) return false;
  const int64_t limit = INT64_MAX >> (64 - bits);
  return value.Signed() <= limit && value.Signed() >= -limit - 1;
}

bool IsScalar(const Type& type) {
  return IsInteger(type) || IsPointer(type) || type.kind == TypeKind::Bool;
}

ExprPtr ConvertLiteral(Context& context, ExprPtr expr, const TypePtr& to) {
  const Number value = NumberOf(*expr);
  if (IsInteger(*to) && !LiteralFits(value, *to)) {
    return context.ReportAndPoison(DiagId::LiteralDoesNotFit, expr->range, {value.Text(), Spell(*to)});
  }
  expr->type = to;
  if (to->kind == TypeKind::Bool) static_cast<typed::Integer&>(*expr).bits = value.bits != 0 ? 1 : 0;
  return expr;
}

ExprPtr ConvertTuple(Context& context, ExprPtr expr, const TypePtr& to, bool warn) {
  if (expr->kind != typed::ExprKind::Tuple) return Reinterpret(std::move(expr), to);
  auto& tuple = static_cast<typed::Tuple&>(*expr);
  const std::vector<std::string> names = expr->type->names;
  std::vector<TypePtr> types;
  for (size_t i = 0; i < tuple.elements.size(); ++i) {
    types.push_back(to->elements[names == to->names ? i : ElementNamed(*to, names[i])]);
    tuple.elements[i] = Convert(context, std::move(tuple.elements[i]), types.back(), warn);
  }
  if (names == to->names) {
    expr->type = to;
    return expr;
  }
  // A record is made in the order in which it is written.
  expr->type = RecordType(names, std::move(types));
  return Reinterpret(std::move(expr), to);
}

}  // namespace

void ExplainFloat(Diagnostic& diagnostic, const Type& type, const Type& other) {
  const Type& real = HasFloat(type) ? type : other;
  if (!HasFloat(real) || real.kind == TypeKind::Struct) return;
  diagnostic.Hint("programs in the kernel cannot compute with floating-point numbers: a value of type " +
                  Spell(real) + " can only be stored and printed; compute with what is printed");
}

ExprPtr Convert(Context& context, ExprPtr expr, const TypePtr& to, bool warn) {
  if (Unresolved(expr) || Unresolved(to)) return expr;
  const Type& from = *expr->type;
  if (IsComposite(*to)) return ResolveReference(std::move(expr));
  if (to->kind == TypeKind::Tuple && from.kind == TypeKind::Tuple) {
    return ConvertTuple(context, std::move(expr), to, warn);
  }
  if (expr->kind == typed::ExprKind::Integer && IsScalar(from) && IsScalar(*to)) {
    return ConvertLiteral(context, std::move(expr), to);
  }
  // Words that count upwards do not reach the sign: nobody can do anything about that.
  const bool counts = from.kind == TypeKind::Integer && from.size == 8 && !from.is_signed && to->size == 8;
  const bool lossy = IsScalar(from) && IsInteger(*to) && !IsPointer(from) && !Fits(from, *to) && !counts;
  if (warn && lossy) context.Report(DiagId::ImplicitCast, expr->range, {Spell(from), Spell(*to)});
  return Reinterpret(std::move(expr), to);
}

ExprPtr ToWord(Context& context, ExprPtr expr) {
  if (Unresolved(expr) || expr->type->kind == TypeKind::Pointer) return expr;
  const Type& from = *expr->type;
  const bool is_signed = from.kind != TypeKind::Bool && from.is_signed;
  if (IsInteger(from) && from.size == 8 && from.kind == TypeKind::Integer) return expr;
  auto type = std::make_shared<Type>(*IntegerType(8, is_signed, from.space));
  type->flexible = from.flexible;
  return Convert(context, std::move(expr), type, false);
}

ExprPtr ToCondition(Context& context, ExprPtr expr) {
  if (Unresolved(expr) || expr->type->kind == TypeKind::Bool) return expr;
  // A literal text is known to be empty or not.
  if (IsLiteralString(*expr)) return MakeBool(expr->range, HasText(TextOf(*expr)));
  if (expr->type->kind == TypeKind::String) return Convert(context, std::move(expr), BoolType());
  if (!IsScalar(*expr->type)) {
    Diagnostic& diagnostic = context.Report(DiagId::InvalidCondition, expr->range, {Spell(*expr->type)});
    ExplainFloat(diagnostic, *expr->type, *expr->type);
    if (IsCastable(*expr->type)) diagnostic.Hint("compare it with a number: > 0");
    if (diagnostic.hints.empty())
      diagnostic.Hint("a condition is a number or a comparison: " +
                      (context.Text(expr->range).empty() ? std::string("a") : context.Text(expr->range)) +
                      " == ...");
    return Poison(diagnostic.range);
  }
  if (IsPosition(*expr)) WarnPosition(context, *expr);
  return Convert(context, std::move(expr), BoolType());
}

TypePtr Common(Context& context, SourceRange range, const ExprPtr& a, const ExprPtr& b) {
  if (Unresolved(a)) return a->type;
  if (Unresolved(b)) return b->type;
  const auto valueless = [](const Type& type) {
    return type.kind == TypeKind::None || type.kind == TypeKind::Void || type.kind == TypeKind::Aggregate;
  };
  TypePtr type;
  if (!valueless(*a->type) && !valueless(*b->type)) type = Merge(a->type, b->type);
  if (type) return type;
  if (valueless(*a->type) && Same(*a->type, *b->type) && a->type->kind != TypeKind::Aggregate) return a->type;
  Diagnostic& diagnostic = context.Report(DiagId::BranchTypes, range, {Spell(*a->type), Spell(*b->type)});
  const bool texts = a->type->kind == TypeKind::String || b->type->kind == TypeKind::String;
  const ExprPtr& number = a->type->kind == TypeKind::String ? b : a;
  if (texts && number->kind == typed::ExprKind::Integer && !context.Text(number->range).empty())
    diagnostic.Hint("both have to be texts, or both numbers: write \"" + context.Text(number->range) + "\"")
        .Fix(number->range, "\"" + context.Text(number->range) + "\"");
  return ErrorType();
}

// A literal condition chooses at once; both branches have been checked.
ExprPtr MakeTernary(Context& context, SourceRange range, ExprPtr condition, ExprPtr then, ExprPtr otherwise) {
  if (!Unresolved(condition) && IsLiteralBool(*condition) && !IsLive(*condition)) {
    return NumberOf(*condition).bits != 0 ? std::move(then) : std::move(otherwise);
  }
  if (IsComposite(*then->type)) then = AsValue(context, std::move(then));
  if (IsComposite(*otherwise->type)) otherwise = AsValue(context, std::move(otherwise));
  TypePtr type = Common(context, range, then, otherwise);
  if (Unresolved(condition)) type = condition->type;
  const bool valueless = type->kind == TypeKind::Void || type->kind == TypeKind::None;
  if (valueless) return Unresolvable(type, range);
  then = AsValue(context, std::move(then));
  otherwise = AsValue(context, std::move(otherwise));
  if (Unresolved(then) || Unresolved(otherwise)) return Poison(range);
  auto node = std::make_unique<typed::Ternary>(type, range);
  node->condition = std::move(condition);
  node->then = Convert(context, std::move(then), type);
  node->otherwise = Convert(context, std::move(otherwise), type);
  return node;
}

}  // namespace sonde::sema
