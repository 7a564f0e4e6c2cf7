// Unary and binary operators. Leaves: EmitWord of Unary and Binary, EmitArithmetic.
// Covered by the run tests of arithmetic.
#include "codegen/operators.h"

#include "codegen/counters.h"
#include "codegen/expressions.h"
#include "codegen/fields.h"
#include "codegen/places.h"
#include "codegen/program.h"
#include "codegen/strings.h"

namespace sonde::codegen {

using llvm::CmpInst;

namespace {

Value* EmitShortCircuit(FunctionEmitter& f, const typed::Binary& node) {
  Value* result = f.StackSlot(8);
  const bool is_and = node.op == BinaryOp::And;
  Value* left = EmitScalar(f, *node.left);
  f.ir.CreateStore(left, result);
  Value* more = is_and ? f.ir.CreateICmpNE(left, f.Constant(0)) : f.ir.CreateICmpEQ(left, f.Constant(0));
  f.Branch(more, [&] { f.ir.CreateStore(EmitScalar(f, *node.right), result); });
  return f.ir.CreateLoad(f.ir.getInt64Ty(), result);
}

CmpInst::Predicate PredicateOf(BinaryOp op, bool is_signed) {
  switch (op) {
    case BinaryOp::Equal:
      return CmpInst::ICMP_EQ;
    case BinaryOp::NotEqual:
      return CmpInst::ICMP_NE;
    case BinaryOp::Less:
      return is_signed ? CmpInst::ICMP_SLT : CmpInst::ICMP_ULT;
    case BinaryOp::LessEqual:
      return is_signed ? CmpInst::ICMP_SLE : CmpInst::ICMP_ULE;
    case BinaryOp::Greater:
      return is_signed ? CmpInst::ICMP_SGT : CmpInst::ICMP_UGT;
    default:
      return is_signed ? CmpInst::ICMP_SGE : CmpInst::ICMP_UGE;
  }
}

Value* EmitComparison(FunctionEmitter& f, const typed::Binary& node) {
  Value* result = nullptr;
  if (InMemory(*node.left->type)) {
    result = EmitMemoryEquality(f, node);
    if (node.op == BinaryOp::NotEqual) result = f.ir.CreateNot(result);
  } else {
    Value* left = EmitScalar(f, *node.left);
    Value* right = EmitScalar(f, *node.right);
    f.SetLocation(node.range);
    const bool is_signed = node.left->type->kind == TypeKind::Integer && node.left->type->is_signed;
    result = f.ir.CreateICmp(PredicateOf(node.op, is_signed), left, right);
  }
  return f.ir.CreateZExt(result, f.ir.getInt64Ty());
}

}  // namespace

Value* EmitWord(FunctionEmitter& f, const typed::Unary& node) {
  Value* operand = EmitScalar(f, *node.operand);
  switch (node.op) {
    case UnaryOp::Negate:
      return f.ir.CreateNeg(operand);
    case UnaryOp::BitNot:
      return f.ir.CreateNot(operand);
    case UnaryOp::Not:
      return f.ir.CreateZExt(f.ir.CreateICmpEQ(operand, f.Constant(0)), f.ir.getInt64Ty());
    default:
      break;
  }
  assert(false && "increments are Increment nodes");
  return operand;
}

Value* EmitWord(FunctionEmitter& f, const typed::Binary& node) {
  switch (node.op) {
    case BinaryOp::And:
    case BinaryOp::Or:
      return EmitShortCircuit(f, node);
    case BinaryOp::Equal:
    case BinaryOp::NotEqual:
    case BinaryOp::Less:
    case BinaryOp::LessEqual:
    case BinaryOp::Greater:
    case BinaryOp::GreaterEqual:
      return EmitComparison(f, node);
    default:
      break;
  }
  Value* left = EmitScalar(f, *node.left);
  Value* right = EmitScalar(f, *node.right);
  f.SetLocation(node.range);
  if (node.scale != 1) right = f.ir.CreateMul(right, StepOf(f, *node.left->type, node.range));
  return EmitArithmetic(f, node.op, left, right, node.left->type->is_signed, node.range);
}

Value* EmitArithmetic(FunctionEmitter& f, BinaryOp op, Value* left, Value* right, bool is_signed,
                      SourceRange range) {
  switch (op) {
    case BinaryOp::Add:
      return f.ir.CreateAdd(left, right);
    case BinaryOp::Sub:
      return f.ir.CreateSub(left, right);
    case BinaryOp::Mul:
      return f.ir.CreateMul(left, right);
    case BinaryOp::BitAnd:
      return f.ir.CreateAnd(left, right);
    case BinaryOp::BitOr:
      return f.ir.CreateOr(left, right);
    case BinaryOp::BitXor:
      return f.ir.CreateXor(left, right);
    // Shift amounts are taken modulo 64, as BPF does; LLVM would make larger ones undefined.
    case BinaryOp::ShiftLeft:
      return f.ir.CreateShl(left, f.ir.CreateAnd(right, f.Constant(63)));
    case BinaryOp::ShiftRight: {
      Value* amount = f.ir.CreateAnd(right, f.Constant(63));
      return is_signed ? f.ir.CreateAShr(left, amount) : f.ir.CreateLShr(left, amount);
    }
    case BinaryOp::Div:
    case BinaryOp::Mod:
      return EmitDivision(f, op, left, right, is_signed, range);
    default:
      break;
  }
  assert(false && "not an arithmetic operator");
  return left;
}

// BPF before version 4 divides unsigned only: signed operands are divided by magnitude and the sign is
// put back. The quotient has the sign of left * right, the remainder that of left. A zero divisor gives
// 1 and is counted (language.md 4.2).
Value* EmitDivision(FunctionEmitter& f, BinaryOp op, Value* left, Value* right, bool is_signed,
                    SourceRange range) {
  Value* result = f.StackSlot(8);
  Value* zero = f.Constant(0);
  const auto divide = [&] {
    Value* a = left;
    Value* b = right;
    if (is_signed) {
      a = f.ir.CreateSelect(f.ir.CreateICmpSLT(left, zero), f.ir.CreateNeg(left), left);
      b = f.ir.CreateSelect(f.ir.CreateICmpSLT(right, zero), f.ir.CreateNeg(right), right);
    }
    Value* value = op == BinaryOp::Div ? f.ir.CreateUDiv(a, b) : f.ir.CreateURem(a, b);
    if (is_signed) {
      Value* sign = op == BinaryOp::Div ? f.ir.CreateXor(left, right) : left;
      value = f.ir.CreateSelect(f.ir.CreateICmpSLT(sign, zero), f.ir.CreateNeg(value), value);
    }
    f.ir.CreateStore(value, result);
  };
  const auto* constant = llvm::dyn_cast<llvm::ConstantInt>(right);
  if (constant != nullptr && !constant->isZero()) {
    divide();
  } else {
    f.Branch(f.ir.CreateICmpNE(right, zero), divide, [&] {
      f.ir.CreateStore(f.Constant(1), result);
      Count(f, bundle::LedgerKind::DivideByZero, f.LocationIndex(range));
    });
  }
  return f.ir.CreateLoad(f.ir.getInt64Ty(), result);
}

}  // namespace sonde::codegen
