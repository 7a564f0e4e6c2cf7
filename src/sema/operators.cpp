// Operators: folding of literals, arithmetic on 64 bits, pointers, comparison, logic
// (language.md 4.2-4.4, 4.10). Leaves: MakeUnary, MakeBinary. Covered by
// tests/golden/typed/operators/* and tests/golden/diag/types/*.
#include "sema/operators.h"

#include <algorithm>

#include "sema/advice.h"
#include "sema/composites.h"
#include "sema/convert.h"
#include "sema/literals.h"

namespace sonde::sema {
namespace {

bool IsNumber(const Type& type) {
  return IsInteger(type) || type.kind == TypeKind::Bool;
}

bool IsLiteralNumber(const typed::Expr& expr) {
  return IsLiteralInteger(expr) || IsLiteralBool(expr);
}

// A bool counts as an unsigned 0 or 1.
TypePtr Numeric(const TypePtr& type) {
  return type->kind == TypeKind::Bool ? IntegerType(1, false) : type;
}

// Types that compare byte by byte, with == and != only.
bool IsComparable(const Type& type) {
  switch (type.kind) {
    case TypeKind::String:
    case TypeKind::Buffer:
    case TypeKind::Tuple:
    case TypeKind::Late:
    case TypeKind::KernelStack:
    case TypeKind::UserStack:
      return true;
    default:
      return false;
  }
}

uint32_t StepOf(const Type& pointer) {
  return std::max(pointer.element->size, 1U);
}

TypePtr WordType(bool is_signed, bool flexible, AddressSpace space) {
  auto type = std::make_shared<Type>(*IntegerType(8, is_signed, space));
  type->flexible = flexible;
  return type;
}

// A literal that was folded from one that is looked up at load; `live` computes it there.
ExprPtr MakeLive(ExprPtr literal, ExprPtr live) {
  auto type = std::make_shared<Type>(*literal->type);
  if (type->kind == TypeKind::Integer) type->size = 8;
  literal->type = std::move(type);
  static_cast<typed::Integer&>(*literal).live = std::move(live);
  return literal;
}

ExprPtr MakeUnfolded(Context& context, SourceRange range, UnaryOp op, ExprPtr operand) {
  const Type& type = *operand->type;
  const bool is_bool = type.kind == TypeKind::Bool;
  TypePtr result = BoolType();
  if (op == UnaryOp::Not) {
    if (!is_bool) operand = ToCondition(context, std::move(operand));
  } else {
    result = WordType(type.is_signed, false, type.space);
    operand = Convert(context, std::move(operand), result, false);
  }
  auto unary = std::make_unique<typed::Unary>(result, range);
  unary->op = op;
  unary->operand = std::move(operand);
  return unary;
}

ExprPtr FoldLiterals(Context& context, SourceRange range, BinaryOp op, const typed::Expr& left,
                     const typed::Expr& right) {
  const auto folded = FoldBinary(op, NumberOf(left), NumberOf(right));
  if (!folded) {
    Diagnostic& diagnostic = context.Report(DiagId::FoldOverflow, range);
    const bool divides = op == BinaryOp::Div || op == BinaryOp::Mod;
    if (divides && NumberOf(right).bits == 0)
      diagnostic.Hint("it divides by zero: write another number behind " + std::string(Spelling(op)));
    return Poison(range);
  }
  const bool bools = IsLiteralBool(left) && IsLiteralBool(right);
  if (bools || IsComparison(op) || IsLogical(op)) return MakeBool(range, folded->bits != 0);
  return MakeInteger(range, *folded);
}

// "ab" + "cd", "abcd" + 2, comparisons of two literals. Null: nothing to fold.
ExprPtr FoldStrings(Context& context, SourceRange range, BinaryOp op, const typed::Expr& left,
                    const typed::Expr& right) {
  const bool both = IsLiteralString(left) && IsLiteralString(right);
  if (both && IsComparison(op)) return MakeBool(range, FoldCompare(op, TextOf(left), TextOf(right)));
  if (op != BinaryOp::Add) return nullptr;
  if (both) return MakeString(range, TextOf(left) + TextOf(right));
  const typed::Expr& text = IsLiteralString(left) ? left : right;
  const typed::Expr& number = IsLiteralString(left) ? right : left;
  if (!IsLiteralInteger(number) || NumberOf(number).negative) return nullptr;
  const std::string& whole = TextOf(text);
  const uint64_t dropped = NumberOf(number).bits;
  if (dropped >= whole.size()) {
    context.Report(DiagId::EmptyString, range)
        .Hint(
            "a number leaves that many letters of a text out; put behind it, it is written as a text: "
            "str_concat(\"" +
            whole + "\", \"" + std::to_string(dropped) + "\")");
  }
  return MakeString(range, dropped >= whole.size() ? "" : whole.substr(dropped));
}

ExprPtr BadOperands(Context& context, SourceRange range, BinaryOp op, const typed::Expr& left,
                    const typed::Expr& right) {
  Diagnostic& diagnostic = context
                               .Report(DiagId::OperatorTypes, range,
                                       {std::string(Spelling(op)), Spell(*left.type), Spell(*right.type)})
                               .Note(left.range, "left (" + Spell(*left.type) + ")")
                               .Note(right.range, "right (" + Spell(*right.type) + ")");
  ExplainFloat(diagnostic, *left.type, *right.type);
  AdviseFormat(context, diagnostic, op, left, right);
  return Poison(range);
}

ExprPtr Join(SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right, TypePtr type) {
  auto node = std::make_unique<typed::Binary>(std::move(type), range);
  node->op = op;
  node->left = std::move(left);
  node->right = std::move(right);
  return node;
}

AddressSpace JoinSpaces(Context& context, SourceRange range, const Type& left, const Type& right) {
  if (left.space == right.space || right.space == AddressSpace::None) return left.space;
  if (left.space == AddressSpace::None) return right.space;
  context.Report(DiagId::SpaceMismatch, range);
  return AddressSpace::None;
}

// Everything is computed on 64 bits: signed when an operand is, after literals have adapted.
ExprPtr MakeArithmetic(Context& context, SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right) {
  if (!IsNumber(*left->type) || !IsNumber(*right->type))
    return BadOperands(context, range, op, *left, *right);
  const bool bools = left->type->kind == TypeKind::Bool && right->type->kind == TypeKind::Bool;
  const TypePtr a = Numeric(left->type);
  const TypePtr b = Numeric(right->type);
  const AddressSpace space = JoinSpaces(context, range, *a, *b);
  if (IsShift(op)) {
    const TypePtr type = WordType(a->is_signed, a->flexible && op == BinaryOp::ShiftRight, space);
    right = ToWord(context, std::move(right));
    return Join(range, op, Convert(context, std::move(left), type, false), std::move(right), type);
  }
  const TypePtr promoted = Promote(a, b);
  const TypePtr word = WordType(promoted->is_signed, promoted->flexible, space);
  const bool subtraction = op == BinaryOp::Sub;
  // Bits are what is meant by a literal mask; differences are signed by definition.
  const auto operand = [&](ExprPtr expr) {
    if (!IsLiteralNumber(*expr)) return Convert(context, std::move(expr), word, !subtraction);
    expr->type = word;
    return expr;
  };
  TypePtr type = subtraction ? WordType(true, false, space) : word;
  left = operand(std::move(left));
  right = operand(std::move(right));
  ExprPtr result = Join(range, op, std::move(left), std::move(right), std::move(type));
  return bools ? Convert(context, std::move(result), BoolType()) : std::move(result);
}

ExprPtr MakePointerArithmetic(Context& context, SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right) {
  if (op == BinaryOp::Add && IsPointer(*right->type)) std::swap(left, right);
  const bool allowed =
      (op == BinaryOp::Add || op == BinaryOp::Sub) && IsPointer(*left->type) && IsNumber(*right->type);
  if (!allowed) return BadOperands(context, range, op, *left, *right);
  TypePtr type = left->type;
  const uint32_t scale = StepOf(*type);
  ExprPtr node = Join(range, op, std::move(left), ToWord(context, std::move(right)), std::move(type));
  static_cast<typed::Binary&>(*node).scale = scale;
  return node;
}

// Byte by byte, which is what comparing integers of one size means.
ExprPtr CompareArrays(Context& context, SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right) {
  const Type& a = *left->type;
  const Type& b = *right->type;
  if (op != BinaryOp::Equal && op != BinaryOp::NotEqual) {
    return context.ReportAndPoison(DiagId::ArrayComparison, range, {std::string(Spelling(op))});
  }
  if (a.count != b.count) return context.ReportAndPoison(DiagId::ArraySizes, range, {Spell(a), Spell(b)});
  if (a.element->kind != TypeKind::Integer || !Same(*a.element, *b.element)) {
    ExplainFloat(context.Report(DiagId::ArrayElements, range, {Spell(a), Spell(b)}), a, b);
    return Poison(range);
  }
  return Join(range, op, std::move(left), std::move(right), BoolType());
}

ExprPtr CompareNumbers(Context& context, SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right) {
  const TypePtr promoted = Promote(Numeric(left->type), Numeric(right->type));
  const TypePtr word = IntegerType(8, promoted->is_signed);
  left = Convert(context, std::move(left), word);
  right = Convert(context, std::move(right), word);
  if (Unresolved(left) || Unresolved(right)) return Poison(range);
  return Join(range, op, std::move(left), std::move(right), BoolType());
}

// One of the two is a pointer, the other a pointer or a number.
ExprPtr ComparePointers(Context& context, SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right) {
  const TypePtr& a = left->type;
  const TypePtr& b = right->type;
  if (IsPointer(*a) && IsPointer(*b) && !Merge(a, b)) {
    context.Report(DiagId::DistinctPointers, range, {Spell(*a), Spell(*b)});
  }
  const TypePtr type = IsPointer(*a) ? a : b;
  left = Convert(context, std::move(left), type);
  right = Convert(context, std::move(right), type);
  return Join(range, op, std::move(left), std::move(right), BoolType());
}

// Of types that compare byte by byte.
ExprPtr CompareBytes(Context& context, SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right) {
  const TypePtr& a = left->type;
  const TypePtr& b = right->type;
  if (!IsComparable(*a) || !IsComparable(*b) || a->kind != b->kind || HasFloat(*a) || HasFloat(*b)) {
    Diagnostic& diagnostic =
        context.Report(DiagId::ComparisonTypes, range, {std::string(Spelling(op)), Spell(*a), Spell(*b)});
    ExplainFloat(diagnostic, *a, *b);
    AdviseComparison(context, diagnostic, op, *left, *right);
    return Poison(range);
  }
  if (op != BinaryOp::Equal && op != BinaryOp::NotEqual) {
    return BadOperands(context, range, op, *left, *right);
  }
  if (a->kind == TypeKind::String) {
    const uint32_t size = a->size;
    left = WithNul(std::move(left), b->size);
    right = WithNul(std::move(right), size);
    return Join(range, op, std::move(left), std::move(right), BoolType());
  }
  const TypePtr merged = Merge(a, b);
  if (!merged) {
    return context.ReportAndPoison(DiagId::ComparisonTypes, range,
                                   {std::string(Spelling(op)), Spell(*a), Spell(*b)});
  }
  left = Convert(context, std::move(left), merged);
  right = Convert(context, std::move(right), merged);
  return Join(range, op, std::move(left), std::move(right), BoolType());
}

ExprPtr MakeComparison(Context& context, SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right) {
  const Type& a = *left->type;
  const Type& b = *right->type;
  WarnNeverTrue(context, range, op, *left, *right);
  const bool bools = a.kind == TypeKind::Bool && b.kind == TypeKind::Bool;
  if (bools) return Join(range, op, std::move(left), std::move(right), BoolType());
  if (IsNumber(a) && IsNumber(b)) {
    return CompareNumbers(context, range, op, std::move(left), std::move(right));
  }
  const bool words = (IsPointer(a) || IsNumber(a)) && (IsPointer(b) || IsNumber(b));
  if (words) return ComparePointers(context, range, op, std::move(left), std::move(right));
  if (a.kind == TypeKind::Array && b.kind == TypeKind::Array) {
    return CompareArrays(context, range, op, std::move(left), std::move(right));
  }
  return CompareBytes(context, range, op, std::move(left), std::move(right));
}

ExprPtr MakeLogical(Context& context, SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right) {
  for (const auto* side : {&left, &right}) {
    const Type& type = *(*side)->type;
    const bool text = type.kind == TypeKind::String;
    if (!IsNumber(type) && !IsPointer(type) && !text) return BadOperands(context, range, op, *left, *right);
  }
  WarnAlone(context, op, *left, *right);
  left = ToCondition(context, std::move(left));
  right = ToCondition(context, std::move(right));
  return Join(range, op, std::move(left), std::move(right), BoolType());
}

ExprPtr MakeUnfolded(Context& context, SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right) {
  if (IsLogical(op)) return MakeLogical(context, range, op, std::move(left), std::move(right));
  if (IsComparison(op)) return MakeComparison(context, range, op, std::move(left), std::move(right));
  if (IsPointer(*left->type) || IsPointer(*right->type)) {
    return MakePointerArithmetic(context, range, op, std::move(left), std::move(right));
  }
  return MakeArithmetic(context, range, op, std::move(left), std::move(right));
}

}  // namespace

ExprPtr MakeUnary(Context& context, SourceRange range, UnaryOp op, ExprPtr operand) {
  if (Unresolved(operand)) return operand;
  const Type& type = *operand->type;
  const bool truth = IsNumber(type) || IsPointer(type) || type.kind == TypeKind::String;
  if (op == UnaryOp::Not ? !truth : !IsInteger(type)) {
    ExplainFloat(context.Report(DiagId::OperatorType, range, {std::string(Spelling(op)), Spell(type)}), type,
                 type);
    return Poison(range);
  }
  if (!IsLiteralNumber(*operand)) return MakeUnfolded(context, range, op, std::move(operand));
  const auto folded = FoldUnary(op, NumberOf(*operand));
  if (!folded) return context.ReportAndPoison(DiagId::LiteralUnderflow, range);
  ExprPtr result = op == UnaryOp::Not ? MakeBool(range, folded->bits != 0) : MakeInteger(range, *folded);
  if (!IsLive(*operand)) return result;
  return MakeLive(std::move(result), MakeUnfolded(context, range, op, std::move(operand)));
}

ExprPtr MakeBinary(Context& context, SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right) {
  left = AsValue(context, std::move(left));
  right = AsValue(context, std::move(right));
  if (Unresolved(left)) return Unresolvable(left->type, range);
  if (Unresolved(right)) return Unresolvable(right->type, range);
  if (IsLiteralNumber(*left) && IsLiteralNumber(*right)) {
    ExprPtr folded = FoldLiterals(context, range, op, *left, *right);
    if (Unresolved(folded) || (!IsLive(*left) && !IsLive(*right))) return folded;
    return MakeLive(std::move(folded), MakeUnfolded(context, range, op, std::move(left), std::move(right)));
  }
  if (IsLiteralString(*left) || IsLiteralString(*right)) {
    if (ExprPtr folded = FoldStrings(context, range, op, *left, *right)) return folded;
  }
  return MakeUnfolded(context, range, op, std::move(left), std::move(right));
}

}  // namespace sonde::sema
