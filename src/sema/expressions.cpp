// Expressions: dispatch by node kind, literals, parameters, tuples, conditionals. Leaves: Checker's
// CheckExpr, CheckValue and makers of constants. Covered by tests/golden/typed/expressions/* and
// diag/types/*.
#include "sema/checker.h"

namespace sonde::sema {

using ast::ExprKind;

Number NumberOf(const typed::Expr& literal) {
  const uint64_t bits = typed::As<typed::Integer>(literal).bits;
  return {bits, literal.type->is_signed && static_cast<int64_t>(bits) < 0};
}

const std::string& TextOf(const typed::Expr& literal) {
  return typed::As<typed::String>(literal).text;
}

ExprPtr Checker::Unresolvable(TypePtr type, SourceRange range) {
  return std::make_unique<typed::Integer>(std::move(type), range);
}

ExprPtr Checker::Poison(SourceRange range) {
  return Unresolvable(ErrorType(), range);
}

ExprPtr Checker::MakeInteger(SourceRange range, Number value) {
  auto node = std::make_unique<typed::Integer>(LiteralType(value.bits, value.negative), range);
  node->bits = value.bits;
  return node;
}

// A word: the value of another kernel need not fit where that of this one does.
ExprPtr Checker::MakeFact(SourceRange range, uint64_t value, typed::KernelFact fact) {
  ExprPtr literal = MakeInteger(range, Number::Of(value));
  auto type = std::make_shared<Type>(*literal->type);
  type->size = 8;
  literal->type = std::move(type);
  static_cast<typed::Integer&>(*literal).fact = std::make_shared<typed::KernelFact>(std::move(fact));
  return literal;
}

ExprPtr Checker::MakeBool(SourceRange range, bool value) {
  auto node = std::make_unique<typed::Integer>(BoolType(), range);
  node->bits = value ? 1 : 0;
  return node;
}

ExprPtr Checker::MakeString(SourceRange range, std::string text) {
  const auto capacity = static_cast<uint32_t>(text.size() + 1);
  auto node = std::make_unique<typed::String>(StringType(capacity), range);
  node->text = std::move(text);
  return node;
}

ExprPtr Checker::CheckExpr(const ast::Expr& expr) {
  switch (expr.kind) {
    case ExprKind::IntegerLiteral:
      return MakeInteger(expr.range, Number::Of(ast::As<ast::IntegerLiteral>(expr).value));
    case ExprKind::StringLiteral: {
      const std::string& text = ast::As<ast::StringLiteral>(expr).value;
      if (text.size() + 1 > config_.max_strlen) {
        Report(DiagId::StringTooLong, expr.range, {std::to_string(config_.max_strlen - 1), text});
      }
      return MakeString(expr.range, text);
    }
    case ExprKind::BoolLiteral:
      return MakeBool(expr.range, ast::As<ast::BoolLiteral>(expr).value);
    case ExprKind::Identifier:
      return CheckIdentifier(ast::As<ast::Identifier>(expr));
    case ExprKind::PositionalParam:
      return CheckPositional(ast::As<ast::PositionalParam>(expr));
    case ExprKind::PositionalCount:
      return MakeInteger(expr.range, Number::Of(options_.positional.size()));
    case ExprKind::Variable:
      return CheckVariable(ast::As<ast::Variable>(expr));
    case ExprKind::Map:
      return CheckMap(ast::As<ast::Map>(expr));
    case ExprKind::Call: {
      CallResult result = CheckCall(ast::As<ast::Call>(expr));
      return result.value ? std::move(result.value) : Unresolvable(VoidType(), expr.range);
    }
    case ExprKind::Unary:
      return CheckUnary(ast::As<ast::Unary>(expr));
    case ExprKind::Binary:
      return CheckBinary(ast::As<ast::Binary>(expr));
    case ExprKind::Ternary:
      return CheckTernary(ast::As<ast::Ternary>(expr));
    case ExprKind::FieldAccess:
      return CheckField(ast::As<ast::FieldAccess>(expr));
    case ExprKind::TupleAccess:
      return CheckTupleAccess(ast::As<ast::TupleAccess>(expr));
    case ExprKind::IndexAccess:
      return CheckIndex(ast::As<ast::IndexAccess>(expr));
    case ExprKind::Tuple:
      return CheckTuple(expr.range, ast::As<ast::Tuple>(expr).elements);
    case ExprKind::Cast:
      return CheckCast(ast::As<ast::Cast>(expr));
    case ExprKind::TypeQuery:
      return CheckTypeQuery(ast::As<ast::TypeQuery>(expr));
    case ExprKind::If:
      return CheckIfValue(ast::As<ast::If>(expr));
    case ExprKind::BlockExpr:
      return CheckBlockValue(ast::As<ast::BlockExpr>(expr));
    case ExprKind::Record:
      return CheckRecord(ast::As<ast::Record>(expr));
    case ExprKind::Comptime:
      return CheckComptime(ast::As<ast::Comptime>(expr));
  }
  return Poison(expr.range);
}

// Only maps have aggregations as values.
ExprPtr Checker::AsInteger(ExprPtr expr) {
  if (IsCastable(*expr->type)) expr->type = IntegerType(8, expr->type->is_signed);
  return expr;
}

// Structs and arrays are copied: their layout must be known.
ExprPtr Checker::AsValue(ExprPtr expr) {
  expr = AsInteger(std::move(expr));
  if (Unresolved(expr) || !IsComposite(*expr->type)) return expr;
  if (expr->type->size == 0) {
    return ReportAndPoison(DiagId::UnsizedValue, expr->range, {Spell(*expr->type)});
  }
  expr->type = WithSpace(WithMembers(expr->type), SpaceBehind(*expr));
  return expr;
}

ExprPtr Checker::CheckValue(const ast::Expr& expr) {
  return AsValue(CheckExpr(expr));
}

ExprPtr Checker::CheckTuple(SourceRange range, const ast::ExprList& elements) {
  std::vector<ExprPtr> checked;
  for (const auto& element : elements)
    checked.push_back(CheckValue(*element));
  return MakeTuple(range, std::move(checked));
}

ExprPtr Checker::CheckRecord(const ast::Record& node) {
  std::vector<ExprPtr> elements;
  std::vector<std::string> names;
  for (const auto& field : node.fields) {
    names.push_back(field.name.text);
    elements.push_back(CheckValue(*field.value));
  }
  return MakeTuple(node.range, std::move(elements), std::move(names));
}

constexpr uint32_t kMostValues = 4096;  // in one tuple: more than any map or event holds

// The values in a tuple's elements, those of tuples within included; it stops counting beyond the limit.
uint32_t CountValues(const std::vector<TypePtr>& types) {
  uint32_t count = 0;
  for (const auto& type : types) {
    count += type->kind == TypeKind::Tuple ? CountValues(type->elements) : 1;
    if (count > kMostValues) break;
  }
  return count;
}

// With names it is a record.
ExprPtr Checker::MakeTuple(SourceRange range, std::vector<ExprPtr> elements, std::vector<std::string> names) {
  if (elements.empty()) return Unresolvable(NoneType(), range);
  std::vector<TypePtr> types;
  TypePtr unresolved;
  for (const auto& element : elements) {
    const TypeKind kind = element->type->kind;
    if (Unresolved(element)) {
      if (unresolved != ErrorType()) unresolved = element->type;
    } else if (kind == TypeKind::Aggregate || kind == TypeKind::None || kind == TypeKind::Void) {
      Report(DiagId::TupleElement, element->range,
             {Spell(*element->type), names.empty() ? "tuple" : "record"});
      unresolved = ErrorType();
    }
    types.push_back(element->type);
  }
  if (unresolved) return Unresolvable(unresolved, range);
  if (CountValues(types) > kMostValues) {
    return ReportAndPoison(DiagId::TupleTooLarge, range,
                           {names.empty() ? "tuple" : "record", std::to_string(kMostValues)});
  }
  TypePtr type = names.empty() ? TupleType(std::move(types)) : RecordType(std::move(names), std::move(types));
  auto node = std::make_unique<typed::Tuple>(std::move(type), range);
  node->elements = std::move(elements);
  return node;
}

std::string Checker::PositionalText(uint64_t index) const {
  return index >= 1 && index <= options_.positional.size() ? options_.positional[index - 1] : "";
}

ExprPtr Checker::CheckPositional(const ast::PositionalParam& node) {
  const std::string text = PositionalText(node.index);
  if (text.empty()) {
    Report(DiagId::PositionalMissing, node.range, {std::to_string(node.index)});
    return MakeInteger(node.range, Number::Of(0));
  }
  const auto number = ParseNumber(text);
  return number ? MakeInteger(node.range, *number) : MakeString(node.range, text);
}

ExprPtr Checker::CheckTernary(const ast::Ternary& node) {
  if (!node.then) return CheckElvis(node);
  ExprPtr condition = ToCondition(CheckExpr(*node.condition));
  ExprPtr then = CheckExpr(*node.then);
  ExprPtr otherwise = CheckExpr(*node.otherwise);
  return MakeTernary(node.range, std::move(condition), std::move(then), std::move(otherwise));
}

// c ?: b: c is evaluated once, tested, and is the result when it is true.
ExprPtr Checker::CheckElvis(const ast::Ternary& node) {
  ExprPtr value = CheckValue(*node.condition);
  ExprPtr otherwise = CheckValue(*node.otherwise);
  const bool literal = (IsLiteralInteger(*value) || IsLiteralBool(*value)) && !IsLive(*value);
  if (literal && !Unresolved(value))
    return NumberOf(*value).bits != 0 ? std::move(value) : std::move(otherwise);
  if (IsLiteralString(*value)) return HasText(TextOf(*value)) ? std::move(value) : std::move(otherwise);
  const TypeKind kind = value->type->kind;
  const bool truth = IsInteger(*value->type) || kind == TypeKind::Bool || kind == TypeKind::Pointer ||
                     kind == TypeKind::String;
  if (!Unresolved(value) && !truth) {
    ExplainFloat(Report(DiagId::InvalidCondition, value->range, {Spell(*value->type)}), *value->type,
                 *value->type);
    return Poison(value->range);
  }
  TypePtr type = Common(node.range, value, otherwise);
  if (Unresolved(type)) return Unresolvable(type, node.range);
  auto ternary = std::make_unique<typed::Ternary>(type, node.range);
  ternary->value = Convert(std::move(value), type);
  ternary->otherwise = Convert(std::move(otherwise), type);
  return ternary;
}

}  // namespace sonde::sema
