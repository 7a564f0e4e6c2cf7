// Operators: folding of literals, arithmetic on 64 bits, pointers, comparison, logic
// (language.md 4.2-4.4, 4.10). Leaves: Checker's CheckUnary, CheckBinary, MakeBinary. Covered by
// tests/golden/typed/operators/* and tests/golden/diag/types/*.
#include <algorithm>

#include "sema/checker.h"

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

}  // namespace

void ExplainFloat(Diagnostic& diagnostic, const Type& type, const Type& other) {
  const Type& real = HasFloat(type) ? type : other;
  if (!HasFloat(real) || real.kind == TypeKind::Struct) return;
  diagnostic.Hint("programs in the kernel cannot compute with floating-point numbers: a value of type " +
                  Spell(real) + " can only be stored and printed; compute with what is printed");
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
      break;
    default:
      if (node.operand->kind == ast::ExprKind::Map) return CheckMapIncrement(node);
      if (node.operand->kind == ast::ExprKind::Variable) return CheckVariableIncrement(node);
      return ReportAndPoison(DiagId::OperatorType, node.range, {std::string(Spelling(node.op)), "value"});
  }
  ExprPtr operand = CheckValue(*node.operand);
  if (Unresolved(operand)) return operand;
  const Type& type = *operand->type;
  const bool truth = IsNumber(type) || IsPointer(type) || type.kind == TypeKind::String;
  if (node.op == UnaryOp::Not ? !truth : !IsInteger(type)) {
    ExplainFloat(Report(DiagId::OperatorType, node.range, {std::string(Spelling(node.op)), Spell(type)}),
                 type, type);
    return Poison(node.range);
  }
  if (IsLiteralNumber(*operand)) {
    const auto folded = FoldUnary(node.op, NumberOf(*operand));
    if (!folded) return ReportAndPoison(DiagId::LiteralUnderflow, node.range);
    ExprPtr result =
        node.op == UnaryOp::Not ? MakeBool(node.range, folded->bits != 0) : MakeInteger(node.range, *folded);
    if (!IsLive(*operand)) return result;
    return MakeLive(std::move(result), MakeUnary(node.range, node.op, std::move(operand)));
  }
  return MakeUnary(node.range, node.op, std::move(operand));
}

ExprPtr Checker::MakeUnary(SourceRange range, UnaryOp op, ExprPtr operand) {
  const Type& type = *operand->type;
  const bool is_bool = type.kind == TypeKind::Bool;
  TypePtr result = BoolType();
  if (op == UnaryOp::Not) {
    if (!is_bool) operand = ToCondition(std::move(operand));
  } else {
    result = WordType(type.is_signed, false, type.space);
    operand = Convert(std::move(operand), result, false);
  }
  auto unary = std::make_unique<typed::Unary>(result, range);
  unary->op = op;
  unary->operand = std::move(operand);
  return unary;
}

ExprPtr Checker::CheckBinary(const ast::Binary& node) {
  ExprPtr left = CheckExpr(*node.left);
  ExprPtr right = CheckExpr(*node.right);
  if (node.op == BinaryOp::Add || node.op == BinaryOp::Sub) left = Decayed(std::move(left));
  if (node.op == BinaryOp::Add) right = Decayed(std::move(right));
  return MakeBinary(node.range, node.op, std::move(left), std::move(right));
}

ExprPtr Checker::MakeBinary(SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right) {
  left = AsValue(std::move(left));
  right = AsValue(std::move(right));
  if (Unresolved(left)) return Unresolvable(left->type, range);
  if (Unresolved(right)) return Unresolvable(right->type, range);
  if (IsLiteralNumber(*left) && IsLiteralNumber(*right)) {
    ExprPtr folded = FoldLiterals(range, op, *left, *right);
    if (Unresolved(folded) || (!IsLive(*left) && !IsLive(*right))) return folded;
    return MakeLive(std::move(folded), MakeUnfolded(range, op, std::move(left), std::move(right)));
  }
  if (IsLiteralString(*left) || IsLiteralString(*right)) {
    if (ExprPtr folded = FoldStrings(range, op, *left, *right)) return folded;
  }
  return MakeUnfolded(range, op, std::move(left), std::move(right));
}

// A literal that was folded from one that is looked up at load; `live` computes it there.
ExprPtr Checker::MakeLive(ExprPtr literal, ExprPtr live) {
  auto type = std::make_shared<Type>(*literal->type);
  if (type->kind == TypeKind::Integer) type->size = 8;
  literal->type = std::move(type);
  static_cast<typed::Integer&>(*literal).live = std::move(live);
  return literal;
}

ExprPtr Checker::MakeUnfolded(SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right) {
  if (IsLogical(op)) return MakeLogical(range, op, std::move(left), std::move(right));
  if (IsComparison(op)) return MakeComparison(range, op, std::move(left), std::move(right));
  if (IsPointer(*left->type) || IsPointer(*right->type)) {
    return MakePointerArithmetic(range, op, std::move(left), std::move(right));
  }
  return MakeArithmetic(range, op, std::move(left), std::move(right));
}

ExprPtr Checker::FoldLiterals(SourceRange range, BinaryOp op, const typed::Expr& left,
                              const typed::Expr& right) {
  const auto folded = FoldBinary(op, NumberOf(left), NumberOf(right));
  if (!folded) return ReportAndPoison(DiagId::FoldOverflow, range);
  const bool bools = IsLiteralBool(left) && IsLiteralBool(right);
  if (bools || IsComparison(op) || IsLogical(op)) return MakeBool(range, folded->bits != 0);
  return MakeInteger(range, *folded);
}

// "ab" + "cd", "abcd" + 2, comparisons of two literals. Null: nothing to fold.
ExprPtr Checker::FoldStrings(SourceRange range, BinaryOp op, const typed::Expr& left,
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
  if (dropped >= whole.size()) Report(DiagId::EmptyString, range);
  return MakeString(range, dropped >= whole.size() ? "" : whole.substr(dropped));
}

ExprPtr Checker::BadOperands(SourceRange range, BinaryOp op, const typed::Expr& left,
                             const typed::Expr& right) {
  Diagnostic& diagnostic =
      Report(DiagId::OperatorTypes, range, {std::string(Spelling(op)), Spell(*left.type), Spell(*right.type)})
          .Note(left.range, "left (" + Spell(*left.type) + ")")
          .Note(right.range, "right (" + Spell(*right.type) + ")");
  ExplainFloat(diagnostic, *left.type, *right.type);
  return Poison(range);
}

ExprPtr Checker::Join(SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right, TypePtr type) {
  auto node = std::make_unique<typed::Binary>(std::move(type), range);
  node->op = op;
  node->left = std::move(left);
  node->right = std::move(right);
  return node;
}

AddressSpace Checker::JoinSpaces(SourceRange range, const Type& left, const Type& right) {
  if (left.space == right.space || right.space == AddressSpace::None) return left.space;
  if (left.space == AddressSpace::None) return right.space;
  Report(DiagId::SpaceMismatch, range);
  return AddressSpace::None;
}

// Everything is computed on 64 bits: signed when an operand is, after literals have adapted.
ExprPtr Checker::MakeArithmetic(SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right) {
  if (!IsNumber(*left->type) || !IsNumber(*right->type)) return BadOperands(range, op, *left, *right);
  const bool bools = left->type->kind == TypeKind::Bool && right->type->kind == TypeKind::Bool;
  const TypePtr a = Numeric(left->type);
  const TypePtr b = Numeric(right->type);
  const AddressSpace space = JoinSpaces(range, *a, *b);
  if (IsShift(op)) {
    const TypePtr type = WordType(a->is_signed, a->flexible && op == BinaryOp::ShiftRight, space);
    right = ToWord(std::move(right));
    return Join(range, op, Convert(std::move(left), type, false), std::move(right), type);
  }
  const TypePtr promoted = Promote(a, b);
  const TypePtr word = WordType(promoted->is_signed, promoted->flexible, space);
  const bool subtraction = op == BinaryOp::Sub;
  // Bits are what is meant by a literal mask; differences are signed by definition.
  const auto operand = [&](ExprPtr expr) {
    if (!IsLiteralNumber(*expr)) return Convert(std::move(expr), word, !subtraction);
    expr->type = word;
    return expr;
  };
  TypePtr type = subtraction ? WordType(true, false, space) : word;
  left = operand(std::move(left));
  right = operand(std::move(right));
  ExprPtr result = Join(range, op, std::move(left), std::move(right), std::move(type));
  return bools ? Convert(std::move(result), BoolType()) : std::move(result);
}

ExprPtr Checker::MakePointerArithmetic(SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right) {
  if (op == BinaryOp::Add && IsPointer(*right->type)) std::swap(left, right);
  const bool allowed =
      (op == BinaryOp::Add || op == BinaryOp::Sub) && IsPointer(*left->type) && IsNumber(*right->type);
  if (!allowed) return BadOperands(range, op, *left, *right);
  TypePtr type = left->type;
  const uint32_t scale = StepOf(*type);
  ExprPtr node = Join(range, op, std::move(left), ToWord(std::move(right)), std::move(type));
  static_cast<typed::Binary&>(*node).scale = scale;
  return node;
}

ExprPtr Checker::MakeComparison(SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right) {
  const TypePtr& a = left->type;
  const TypePtr& b = right->type;
  const bool bools = a->kind == TypeKind::Bool && b->kind == TypeKind::Bool;
  if (bools) return Join(range, op, std::move(left), std::move(right), BoolType());
  if (IsNumber(*a) && IsNumber(*b)) {
    const TypePtr promoted = Promote(Numeric(a), Numeric(b));
    const TypePtr word = IntegerType(8, promoted->is_signed);
    left = Convert(std::move(left), word);
    right = Convert(std::move(right), word);
    if (Unresolved(left) || Unresolved(right)) return Poison(range);
    return Join(range, op, std::move(left), std::move(right), BoolType());
  }
  const bool pointers = IsPointer(*a) && IsPointer(*b);
  if (pointers || (IsPointer(*a) && IsNumber(*b)) || (IsNumber(*a) && IsPointer(*b))) {
    if (pointers && !Merge(a, b)) Report(DiagId::DistinctPointers, range, {Spell(*a), Spell(*b)});
    const TypePtr type = IsPointer(*a) ? a : b;
    left = Convert(std::move(left), type);
    right = Convert(std::move(right), type);
    return Join(range, op, std::move(left), std::move(right), BoolType());
  }
  if (a->kind == TypeKind::Array && b->kind == TypeKind::Array) {
    return CompareArrays(range, op, std::move(left), std::move(right));
  }
  if (!IsComparable(*a) || !IsComparable(*b) || a->kind != b->kind || HasFloat(*a) || HasFloat(*b)) {
    ExplainFloat(Report(DiagId::ComparisonTypes, range, {std::string(Spelling(op)), Spell(*a), Spell(*b)}),
                 *a, *b);
    return Poison(range);
  }
  if (op != BinaryOp::Equal && op != BinaryOp::NotEqual) return BadOperands(range, op, *left, *right);
  if (a->kind == TypeKind::String) {
    left = WithNul(std::move(left), b->size);
    right = WithNul(std::move(right), a->size);
  } else {
    const TypePtr merged = Merge(a, b);
    if (!merged) {
      return ReportAndPoison(DiagId::ComparisonTypes, range,
                             {std::string(Spelling(op)), Spell(*a), Spell(*b)});
    }
    left = Convert(std::move(left), merged);
    right = Convert(std::move(right), merged);
  }
  return Join(range, op, std::move(left), std::move(right), BoolType());
}

// Byte by byte, which is what comparing integers of one size means.
ExprPtr Checker::CompareArrays(SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right) {
  const Type& a = *left->type;
  const Type& b = *right->type;
  if (op != BinaryOp::Equal && op != BinaryOp::NotEqual) {
    return ReportAndPoison(DiagId::ArrayComparison, range, {std::string(Spelling(op))});
  }
  if (a.count != b.count) return ReportAndPoison(DiagId::ArraySizes, range, {Spell(a), Spell(b)});
  if (a.element->kind != TypeKind::Integer || !Same(*a.element, *b.element)) {
    ExplainFloat(Report(DiagId::ArrayElements, range, {Spell(a), Spell(b)}), a, b);
    return Poison(range);
  }
  return Join(range, op, std::move(left), std::move(right), BoolType());
}

ExprPtr Checker::MakeLogical(SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right) {
  for (const auto* side : {&left, &right}) {
    const Type& type = *(*side)->type;
    const bool text = type.kind == TypeKind::String;
    if (!IsNumber(type) && !IsPointer(type) && !text) return BadOperands(range, op, *left, *right);
  }
  left = ToCondition(std::move(left));
  right = ToCondition(std::move(right));
  return Join(range, op, std::move(left), std::move(right), BoolType());
}

}  // namespace sonde::sema
