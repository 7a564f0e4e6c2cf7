// Builds expressions, types and literals. Leaves: ExprBuilder.
// Covered by tests/golden/ast/* and tests/golden/diag-syntax/*.
#include "parser/builder_expr.h"

#include <algorithm>
#include <cctype>
#include <memory>

#include "defs/foreign_names.h"
#include "parser/literals.h"
#include "parser/target_slips.h"

namespace sonde {

uint32_t ExprBuilder::highest_tree = 1000;

bool ExprBuilder::MayGrow(SourceRange range, uint32_t height) {
  if (height < highest_tree) return true;
  if (!reported_height_) errors_.Report(DiagId::NestingDepth, {range.begin, range.begin + 1});
  reported_height_ = true;
  return false;
}

// A tree that would be too high becomes a literal: an error has been reported.
template <typename Node, typename... Args>
TallExpr ExprBuilder::MakeExpr(SourceRange range, uint32_t height, Args&&... args) {
  if (!MayGrow(range, height)) return {std::make_unique<ast::IntegerLiteral>(range, 0, "0"), 1};
  return {std::make_unique<Node>(range, std::forward<Args>(args)...), height + 1};
}

// ---- literals and names -------------------------------------------------------------------------

ast::Name ExprBuilder::NameAt(SourceRange range) const {
  return {Text(range), range};
}

uint64_t ExprBuilder::Number(SourceRange range) {
  LiteralError error{};
  const auto value = ParseInteger(source_.Slice(range), &error);
  if (value) return *value;
  const SourceRange wrong{range.begin + error.begin, range.begin + error.end};
  Diagnostic* diagnostic = errors_.Report(error.id, wrong, error.args);
  if (diagnostic != nullptr && error.id == DiagId::IntegerUnderscore)
    diagnostic->Fix({wrong.begin, wrong.begin + 1}, "");
  if (error.id == DiagId::IntegerSuffix || error.id == DiagId::IntegerTrailing)
    HintNumber(diagnostic, source_.Slice(range), range);
  return 0;
}

std::string ExprBuilder::StringAt(SourceRange range) {
  std::vector<LiteralError> wrong;
  std::string value = ParseString(source_.Slice(range), &wrong);
  for (auto& error : wrong) {
    const SourceRange wrong_range{range.begin + error.begin, range.begin + error.end};
    Diagnostic* diagnostic = errors_.Report(error.id, wrong_range, std::move(error.args));
    if (diagnostic != nullptr && error.id == DiagId::EscapeInvalid) {
      const std::string twice = "\\" + Text(wrong_range);
      diagnostic->Hint("a backslash is written twice: " + twice).Fix(wrong_range, twice);
    }
  }
  return value;
}

TallExpr ExprBuilder::Integer(SourceRange range) {
  return MakeExpr<ast::IntegerLiteral>(range, 0, Number(range), Text(range));
}

TallExpr ExprBuilder::String(SourceRange range) {
  return MakeExpr<ast::StringLiteral>(range, 0, StringAt(range));
}

TallExpr ExprBuilder::Bool(SourceRange range, bool value) {
  return MakeExpr<ast::BoolLiteral>(range, 0, value);
}

TallExpr ExprBuilder::Identifier(SourceRange range) {
  return MakeExpr<ast::Identifier>(range, 0, Text(range));
}

TallExpr ExprBuilder::Variable(SourceRange range) {
  return MakeExpr<ast::Variable>(range, 0, Text(range));
}

TallExpr ExprBuilder::PositionalParam(SourceRange range) {
  uint64_t index = 0;
  bool overflow = false;
  for (const char c : source_.Slice(range).substr(1)) {
    overflow |= __builtin_mul_overflow(index, uint64_t{10}, &index);
    overflow |= __builtin_add_overflow(index, static_cast<uint64_t>(c - '0'), &index);
  }
  if (overflow || index == 0) errors_.Report(DiagId::PositionalRange, range, {Text(range)});
  return MakeExpr<ast::PositionalParam>(range, 0, index);
}

TallExpr ExprBuilder::PositionalCount(SourceRange range) {
  return MakeExpr<ast::PositionalCount>(range, 0);
}

TallExpr ExprBuilder::Map(SourceRange range, SourceRange name, TallList keys) {
  return MakeExpr<ast::Map>(range, keys.height, Text(name), std::move(keys.node), name);
}

// A star right behind the star of a product: `2 ** 10` multiplies by what stands at an address otherwise.
static bool IsPower(const ast::Expr& right, SourceRange op_range) {
  if (right.kind != ast::ExprKind::Unary || right.range.begin != op_range.end) return false;
  const auto& unary = ast::As<ast::Unary>(right);
  return unary.op == UnaryOp::Dereference && unary.operand->kind == ast::ExprKind::IntegerLiteral;
}

// ---- operators ----------------------------------------------------------------------------------

TallExpr ExprBuilder::Call(SourceRange range, SourceRange name, TallList args) {
  return MakeExpr<ast::Call>(range, args.height, NameAt(name), std::move(args.node));
}

// The function in whose parentheses the text ends, as bpf_probe_read(&x, ...; empty: in none.
static std::string_view CallBefore(std::string_view text) {
  constexpr size_t kReach = 200;
  int depth = 0;
  for (size_t at = text.size(); at > 0 && text.size() - at < kReach; --at) {
    const char c = text[at - 1];
    if (c == ')') ++depth;
    if (c == '(' && depth-- == 0) {
      size_t begin = at - 1;
      while (begin > 0 &&
             (std::isalnum(static_cast<unsigned char>(text[begin - 1])) != 0 || text[begin - 1] == '_'))
        --begin;
      return text.substr(begin, at - 1 - begin);
    }
    if (c == ';' || c == '{' || c == '}') break;
  }
  return {};
}

TallExpr ExprBuilder::Unary(SourceRange range, UnaryOp op, TallExpr operand) {
  const ast::Expr& node = *operand.node;
  const bool is_map = node.kind == ast::ExprKind::Map;
  switch (op) {
    case UnaryOp::PreIncrement:
    case UnaryOp::PreDecrement:
    case UnaryOp::PostIncrement:
    case UnaryOp::PostDecrement:
      if (node.kind != ast::ExprKind::Variable && !is_map)
        HintTarget(errors_.Report(DiagId::CrementTarget, range), node, source_);
      break;
    case UnaryOp::AddressOf:
      if (node.kind != ast::ExprKind::Variable && !(is_map && ast::As<ast::Map>(node).keys.empty())) {
        Diagnostic* error = errors_.Report(DiagId::AddressOfTarget, range);
        const std::string what(source_.Slice(node.range).substr(0, 60));
        const ForeignNameRow* call = FindForeignName(CallBefore(source_.text().substr(0, range.begin)));
        if (error != nullptr && call != nullptr && !call->hint.empty()) {
          error->Hint(std::string(call->hint));
        } else if (error != nullptr && !is_map)
          error->Hint("no address is needed: write " + what)
              .Fix(range, std::string(source_.Slice(node.range)));
      }
      break;
    default:
      break;
  }
  return MakeExpr<ast::Unary>(range, operand.height, op, std::move(operand.node));
}

TallExpr ExprBuilder::Binary(SourceRange range, BinaryOp op, SourceRange op_range, TallExpr left,
                             TallExpr right) {
  const uint32_t height = std::max(left.height, right.height);
  if (op == BinaryOp::Mul && IsPower(*right.node, op_range)) {
    Diagnostic* error =
        errors_.Syntax({op_range.begin, right.node->range.begin + 1}, "there is no operator **");
    if (error != nullptr) error->Hint("multiply: $x * $x; a power of two is 1 << 10");
  }
  return MakeExpr<ast::Binary>(range, height, op, std::move(left.node), std::move(right.node), op_range);
}

TallExpr ExprBuilder::Ternary(SourceRange range, TallExpr condition, TallExpr then, TallExpr otherwise) {
  const uint32_t height = std::max({condition.height, then.height, otherwise.height});
  return MakeExpr<ast::Ternary>(range, height, std::move(condition.node), std::move(then.node),
                                std::move(otherwise.node));
}

TallExpr ExprBuilder::Field(SourceRange range, TallExpr base, SourceRange field, bool arrow) {
  return MakeExpr<ast::FieldAccess>(range, base.height, std::move(base.node), NameAt(field), arrow);
}

TallExpr ExprBuilder::TupleAccess(SourceRange range, TallExpr base, SourceRange index) {
  const bool digits = std::isdigit(static_cast<unsigned char>(source_.Slice(range)[0])) != 0;
  if (digits && base.node->kind == ast::ExprKind::IntegerLiteral) {  // 1.5
    HintFraction(errors_.Syntax(range, "numbers have no fractions: " + Text(range)), Text(range), range);
    return base;
  }
  return MakeExpr<ast::TupleAccess>(range, base.height, std::move(base.node), Number(index));
}

TallExpr ExprBuilder::Index(SourceRange range, TallExpr base, TallExpr index) {
  const uint32_t height = std::max(base.height, index.height);
  return MakeExpr<ast::IndexAccess>(range, height, std::move(base.node), std::move(index.node));
}

TallExpr ExprBuilder::Tuple(SourceRange range, TallList elements) {
  return MakeExpr<ast::Tuple>(range, elements.height, std::move(elements.node));
}

TallExpr ExprBuilder::Record(SourceRange range, TallFields fields) {
  return MakeExpr<ast::Record>(range, fields.height, std::move(fields.node));
}

TallExpr ExprBuilder::Cast(SourceRange range, TallType type, TallExpr operand) {
  const uint32_t height = std::max(type.height, operand.height);
  return MakeExpr<ast::Cast>(range, height, std::move(type.node), std::move(operand.node));
}

TallExpr ExprBuilder::TypeQuery(SourceRange range, ast::TypeQueryOp op, TallTypeOrExpr operand,
                                std::vector<ast::Name> path) {
  return MakeExpr<ast::TypeQuery>(range, operand.height, op, std::move(operand.node), std::move(path));
}

// `struct foo` as an argument is typeof(struct foo).
TallExpr ExprBuilder::TypeArgument(SourceRange range, TallType type) {
  ast::TypeOrExpr operand;
  operand.type = std::move(type.node);
  TallExpr made = MakeExpr<ast::TypeQuery>(range, type.height, ast::TypeQueryOp::Typeof, std::move(operand),
                                           std::vector<ast::Name>());
  static_cast<ast::TypeQuery&>(*made.node).bare = true;
  return made;
}

TallExpr ExprBuilder::NamedArgument(SourceRange range, SourceRange name, TallExpr value) {
  return MakeExpr<ast::NamedArgument>(range, value.height, NameAt(name), std::move(value.node));
}

TallExpr ExprBuilder::Comptime(SourceRange range, TallExpr operand) {
  return MakeExpr<ast::Comptime>(range, operand.height, std::move(operand.node));
}

TallExpr ExprBuilder::If(SourceRange range, TallExpr condition, TallBlock then, TallExpr otherwise) {
  const uint32_t height = std::max({condition.height, then.height, otherwise.height});
  return MakeExpr<ast::If>(range, height, std::move(condition.node), std::move(then.node),
                           std::move(otherwise.node));
}

TallExpr ExprBuilder::BlockExpr(SourceRange range, TallBlock block) {
  return MakeExpr<ast::BlockExpr>(range, block.height, std::move(block.node));
}

// ---- lists and types ----------------------------------------------------------------------------

TallList ExprBuilder::List(TallExpr first) {
  return Append(TallList{}, std::move(first));
}

TallList ExprBuilder::Append(TallList list, TallExpr next) {
  list.node.push_back(std::move(next.node));
  list.height = std::max(list.height, next.height);
  return list;
}

TallList ExprBuilder::Prepend(TallExpr first, TallList rest) {
  rest.node.insert(rest.node.begin(), std::move(first.node));
  rest.height = std::max(rest.height, first.height);
  return rest;
}

TallFields ExprBuilder::AddField(TallFields fields, SourceRange name, TallExpr value) {
  ast::Name label = NameAt(name);
  for (const auto& field : fields.node) {
    if (field.name.text == label.text) errors_.Report(DiagId::RecordLabelTwice, name, {label.text});
  }
  fields.node.push_back({std::move(label), std::move(value.node)});
  fields.height = std::max(fields.height, value.height);
  return fields;
}

TallType ExprBuilder::Type(SourceRange range, ast::TypeName::Tag tag, SourceRange base,
                           std::vector<ast::TypeSuffix> suffixes) {
  auto type = std::make_unique<ast::TypeName>();
  type->tag = tag;
  type->base = Text(base);
  type->suffixes = std::move(suffixes);
  type->range = range;
  return {std::move(type), 1};
}

TallType ExprBuilder::TypeOf(SourceRange range, TallTypeOrExpr operand,
                             std::vector<ast::TypeSuffix> suffixes) {
  auto type = std::make_unique<ast::TypeName>();
  type->tag = ast::TypeName::Tag::Typeof;
  type->suffixes = std::move(suffixes);
  type->range = range;
  if (MayGrow(range, operand.height)) {
    type->typeof_expr = std::move(operand.node.expr);
    type->typeof_type = std::move(operand.node.type);
  } else {
    operand.height = 0;
    type->typeof_expr = std::make_unique<ast::IntegerLiteral>(range, 0, "0");
  }
  return {std::move(type), operand.height + 1};
}

TallTypeOrExpr ExprBuilder::OfType(TallType type) {
  return {{std::move(type.node), nullptr}, type.height};
}

TallTypeOrExpr ExprBuilder::OfExpr(TallExpr expr) {
  return {{nullptr, std::move(expr.node)}, expr.height};
}

}  // namespace sonde
