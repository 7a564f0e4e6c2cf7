// Expressions: dispatch by node kind, literals, parameters, tuples, operators, conditionals. Leaves:
// Elaborator's Expression and Value, Elaborate of those kinds. Covered by tests/golden/typed/literals/*
// and tests/golden/diag/types/*.
#include "defs/foreign_names.h"
#include "sema/advice.h"
#include "sema/families.h"

namespace sonde::sema {

using ast::ExprKind;

namespace {

// c ?: b: c is evaluated once, tested, and is the result when it is true.
ExprPtr CheckElvis(Elaborator& elaborator, const ast::Ternary& node) {
  ExprPtr value = elaborator.Value(*node.condition);
  ExprPtr otherwise = elaborator.Value(*node.otherwise);
  const bool literal = (IsLiteralInteger(*value) || IsLiteralBool(*value)) && !IsLive(*value);
  if (literal && !Unresolved(value))
    return NumberOf(*value).bits != 0 ? std::move(value) : std::move(otherwise);
  if (IsLiteralString(*value)) return HasText(TextOf(*value)) ? std::move(value) : std::move(otherwise);
  const TypeKind kind = value->type->kind;
  const bool truth = IsInteger(*value->type) || kind == TypeKind::Bool || kind == TypeKind::Pointer ||
                     kind == TypeKind::String;
  if (!Unresolved(value) && !truth) {
    ExplainFloat(elaborator.context.Report(DiagId::InvalidCondition, value->range, {Spell(*value->type)}),
                 *value->type, *value->type);
    return Poison(value->range);
  }
  TypePtr type = Common(elaborator.context, node.range, value, otherwise);
  if (Unresolved(type)) return Unresolvable(type, node.range);
  auto ternary = std::make_unique<typed::Ternary>(type, node.range);
  ternary->value = Convert(elaborator.context, std::move(value), type);
  ternary->otherwise = Convert(elaborator.context, std::move(otherwise), type);
  return ternary;
}

// What other languages call a pointer or value that is none.
bool IsNothing(const ast::Expr& expr) {
  if (expr.kind != ExprKind::Identifier) return false;
  const ForeignNameRow* row = FindForeignName(ast::As<ast::Identifier>(expr).name);
  return row != nullptr && row->instead == "0";
}

// strstr(a, b) != NULL: there is no pointer here, and 0 is a position.
ExprPtr RefuseNothing(Context& context, const ast::Binary& node, const typed::Expr& position) {
  const std::string& name = ast::As<ast::Identifier>(*node.right).name;
  const std::string call = context.Text(position.range);
  const std::string sign = node.op == BinaryOp::Equal ? " < 0" : " >= 0";
  context.Report(DiagId::UnknownIdentifier, node.right->range, {name})
      .Hint("strstr() gives a position, which is below 0 where there is none: write " +
            (call.empty() ? "strstr(...)" : call) + sign)
      .Fix({position.range.end, node.right->range.end}, sign);
  return Poison(node.range);
}

}  // namespace

ExprPtr Elaborator::Expression(const ast::Expr& expr) {
  switch (expr.kind) {
#define EXPR_NODE(name)     \
  case ast::ExprKind::name: \
    return Elaborate(*this, ast::As<ast::name>(expr));
#include "defs/ast_nodes.def"
  }
  return Poison(expr.range);
}

// The expansion of macros leaves none.
ExprPtr Elaborate(Elaborator& elaborator, const ast::NamedArgument& node) {
  return elaborator.Expression(*node.value);
}

ExprPtr Elaborate(Elaborator&, const ast::IntegerLiteral& node) {
  return MakeInteger(node.range, Number::Of(node.value));
}

ExprPtr Elaborate(Elaborator& elaborator, const ast::StringLiteral& node) {
  const uint64_t most = elaborator.context.config.max_strlen;
  if (node.value.size() + 1 > most) {
    elaborator.context.Report(DiagId::StringTooLong, node.range, {std::to_string(most - 1), node.value});
  }
  return MakeString(node.range, node.value);
}

ExprPtr Elaborate(Elaborator&, const ast::BoolLiteral& node) {
  return MakeBool(node.range, node.value);
}

ExprPtr Elaborate(Elaborator& elaborator, const ast::PositionalCount& node) {
  return MakeInteger(node.range, Number::Of(elaborator.context.options.positional.size()));
}

ExprPtr Elaborate(Elaborator& elaborator, const ast::Call& node) {
  CallResult result = elaborator.Call(node);
  return result.value ? std::move(result.value) : Unresolvable(VoidType(), node.range);
}

ExprPtr Elaborate(Elaborator& elaborator, const ast::Tuple& node) {
  std::vector<ExprPtr> elements;
  for (const auto& element : node.elements)
    elements.push_back(elaborator.Value(*element));
  return MakeTuple(elaborator.context, node.range, std::move(elements));
}

ExprPtr Elaborator::Value(const ast::Expr& expr) {
  return AsValue(context, Expression(expr));
}

ExprPtr Elaborate(Elaborator& elaborator, const ast::Record& node) {
  std::vector<ExprPtr> elements;
  std::vector<std::string> names;
  for (const auto& field : node.fields) {
    names.push_back(field.name.text);
    elements.push_back(elaborator.Value(*field.value));
  }
  return MakeTuple(elaborator.context, node.range, std::move(elements), std::move(names));
}

ExprPtr Elaborate(Elaborator& elaborator, const ast::PositionalParam& node) {
  const std::string text = elaborator.context.PositionalText(node.index);
  if (text.empty()) {
    elaborator.context.Report(DiagId::PositionalMissing, node.range, {std::to_string(node.index)})
        .Hint("it reads as 0 or as an empty text; give it behind the script: sonde -e '...' 5");
    return MakeInteger(node.range, Number::Of(0));
  }
  if (const auto number = ParseNumber(text)) return MakeInteger(node.range, *number);
  const uint64_t most = elaborator.context.config.max_strlen;
  if (text.size() + 1 > most) {
    constexpr size_t kShown = 32;
    elaborator.context
        .Report(DiagId::StringTooLong, node.range, {std::to_string(most - 1), text.substr(0, kShown) + "..."})
        .Hint("what the command line gives as $" + std::to_string(node.index) + " has " +
              std::to_string(text.size()) + " bytes; max_strlen says how many a text may have");
    return Poison(node.range);
  }
  return MakeString(node.range, text);
}

ExprPtr Elaborate(Elaborator& elaborator, const ast::Unary& node) {
  switch (node.op) {
    case UnaryOp::Dereference:
      return CheckDereference(elaborator, node);
    case UnaryOp::AddressOf:
      return CheckAddressOf(elaborator, node);
    case UnaryOp::Negate:
    case UnaryOp::Not:
    case UnaryOp::BitNot:
      return MakeUnary(elaborator.context, node.range, node.op, elaborator.Value(*node.operand));
    default:
      if (node.operand->kind == ast::ExprKind::Map) return CheckMapIncrement(elaborator, node);
      if (node.operand->kind == ast::ExprKind::Variable) return CheckVariableIncrement(elaborator, node);
      return elaborator.context.ReportAndPoison(DiagId::OperatorType, node.range,
                                                {std::string(Spelling(node.op)), "value"});
  }
}

ExprPtr Elaborate(Elaborator& elaborator, const ast::Binary& node) {
  ExprPtr left = elaborator.Expression(*node.left);
  if (IsPosition(*left) && IsNothing(*node.right)) return RefuseNothing(elaborator.context, node, *left);
  const bool compares = node.op == BinaryOp::Equal || node.op == BinaryOp::NotEqual;
  if (compares && left->type->kind == TypeKind::String && IsNothing(*node.right)) {
    elaborator.context
        .Report(DiagId::UnknownIdentifier, node.right->range, {ast::As<ast::Identifier>(*node.right).name})
        .Hint("a text that has nothing is empty: write \"\"")
        .Fix(node.right->range, "\"\"");
    return Poison(node.range);
  }
  ExprPtr right = elaborator.Expression(*node.right);
  if (node.op == BinaryOp::Add || node.op == BinaryOp::Sub) left = Decayed(std::move(left));
  if (node.op == BinaryOp::Add) right = Decayed(std::move(right));
  return MakeBinary(elaborator.context, node.range, node.op, std::move(left), std::move(right));
}

ExprPtr Elaborate(Elaborator& elaborator, const ast::Ternary& node) {
  if (!node.then) return CheckElvis(elaborator, node);
  ExprPtr condition = ToCondition(elaborator.context, elaborator.Expression(*node.condition));
  ExprPtr then = elaborator.Expression(*node.then);
  ExprPtr otherwise = elaborator.Expression(*node.otherwise);
  return MakeTernary(elaborator.context, node.range, std::move(condition), std::move(then),
                     std::move(otherwise));
}

}  // namespace sonde::sema
