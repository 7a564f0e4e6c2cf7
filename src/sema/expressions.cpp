// Expressions: dispatch by node kind, literals, parameters, tuples, conditionals. Leaves: Checker's
// CheckExpr, CheckValue and makers of constants. Covered by tests/golden/typed/expressions/* and
// diag/types/*.
#include "sema/checker.h"

namespace sonde::sema {

using ast::ExprKind;

ExprPtr Checker::CheckExpr(const ast::Expr& expr) {
  switch (expr.kind) {
    case ExprKind::IntegerLiteral:
      return MakeInteger(expr.range, Number::Of(ast::As<ast::IntegerLiteral>(expr).value));
    case ExprKind::StringLiteral: {
      const std::string& text = ast::As<ast::StringLiteral>(expr).value;
      if (text.size() + 1 > context.config.max_strlen) {
        context.Report(DiagId::StringTooLong, expr.range,
                       {std::to_string(context.config.max_strlen - 1), text});
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
      return MakeInteger(expr.range, Number::Of(context.options.positional.size()));
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

ExprPtr Checker::CheckValue(const ast::Expr& expr) {
  return AsValue(context, CheckExpr(expr));
}

ExprPtr Checker::CheckTuple(SourceRange range, const ast::ExprList& elements) {
  std::vector<ExprPtr> checked;
  for (const auto& element : elements)
    checked.push_back(CheckValue(*element));
  return MakeTuple(context, range, std::move(checked));
}

ExprPtr Checker::CheckRecord(const ast::Record& node) {
  std::vector<ExprPtr> elements;
  std::vector<std::string> names;
  for (const auto& field : node.fields) {
    names.push_back(field.name.text);
    elements.push_back(CheckValue(*field.value));
  }
  return MakeTuple(context, node.range, std::move(elements), std::move(names));
}

ExprPtr Checker::CheckPositional(const ast::PositionalParam& node) {
  const std::string text = context.PositionalText(node.index);
  if (text.empty()) {
    context.Report(DiagId::PositionalMissing, node.range, {std::to_string(node.index)});
    return MakeInteger(node.range, Number::Of(0));
  }
  const auto number = ParseNumber(text);
  return number ? MakeInteger(node.range, *number) : MakeString(node.range, text);
}

ExprPtr Checker::CheckUnary(const ast::Unary& node) {
  switch (node.op) {
    case UnaryOp::Dereference:
      return CheckDereference(node);
    case UnaryOp::AddressOf:
      return CheckAddressOf(node);
    case UnaryOp::Negate:
    case UnaryOp::Not:
    case UnaryOp::BitNot:
      return MakeUnary(context, node.range, node.op, CheckValue(*node.operand));
    default:
      if (node.operand->kind == ast::ExprKind::Map) return CheckMapIncrement(node);
      if (node.operand->kind == ast::ExprKind::Variable) return CheckVariableIncrement(node);
      return context.ReportAndPoison(DiagId::OperatorType, node.range,
                                     {std::string(Spelling(node.op)), "value"});
  }
}

ExprPtr Checker::CheckBinary(const ast::Binary& node) {
  ExprPtr left = CheckExpr(*node.left);
  ExprPtr right = CheckExpr(*node.right);
  if (node.op == BinaryOp::Add || node.op == BinaryOp::Sub) left = Decayed(std::move(left));
  if (node.op == BinaryOp::Add) right = Decayed(std::move(right));
  return MakeBinary(context, node.range, node.op, std::move(left), std::move(right));
}

ExprPtr Checker::CheckTernary(const ast::Ternary& node) {
  if (!node.then) return CheckElvis(node);
  ExprPtr condition = ToCondition(context, CheckExpr(*node.condition));
  ExprPtr then = CheckExpr(*node.then);
  ExprPtr otherwise = CheckExpr(*node.otherwise);
  return MakeTernary(context, node.range, std::move(condition), std::move(then), std::move(otherwise));
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
    ExplainFloat(context.Report(DiagId::InvalidCondition, value->range, {Spell(*value->type)}), *value->type,
                 *value->type);
    return Poison(value->range);
  }
  TypePtr type = Common(context, node.range, value, otherwise);
  if (Unresolved(type)) return Unresolvable(type, node.range);
  auto ternary = std::make_unique<typed::Ternary>(type, node.range);
  ternary->value = Convert(context, std::move(value), type);
  ternary->otherwise = Convert(context, std::move(otherwise), type);
  return ternary;
}

}  // namespace sonde::sema
