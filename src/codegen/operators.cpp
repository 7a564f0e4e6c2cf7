// Unary and binary operators. Leaves: ProgramEmitter's EmitUnary, EmitBinary, EmitArithmetic.
// Covered by the run tests of arithmetic.
#include "codegen/program.h"

namespace sonde::codegen {

using llvm::CmpInst;

llvm::Value* ProgramEmitter::EmitUnary(const typed::Unary& node) {
  Value* operand = EmitScalar(*node.operand);
  switch (node.op) {
    case UnaryOp::Negate:
      return builder_.CreateNeg(operand);
    case UnaryOp::BitNot:
      return builder_.CreateNot(operand);
    case UnaryOp::Not:
      return builder_.CreateZExt(builder_.CreateICmpEQ(operand, Constant(0)), builder_.getInt64Ty());
    default:
      break;
  }
  assert(false && "increments are Increment nodes");
  return operand;
}

llvm::Value* ProgramEmitter::EmitBinary(const typed::Binary& node) {
  switch (node.op) {
    case BinaryOp::And:
    case BinaryOp::Or:
      return EmitShortCircuit(node);
    case BinaryOp::Equal:
    case BinaryOp::NotEqual:
    case BinaryOp::Less:
    case BinaryOp::LessEqual:
    case BinaryOp::Greater:
    case BinaryOp::GreaterEqual:
      return EmitComparison(node);
    default:
      break;
  }
  Value* left = EmitScalar(*node.left);
  Value* right = EmitScalar(*node.right);
  SetLocation(node.range);
  if (node.scale != 1) right = builder_.CreateMul(right, StepOf(*node.left->type, node.range));
  return EmitArithmetic(node.op, left, right, node.left->type->is_signed, node.range);
}

llvm::Value* ProgramEmitter::EmitArithmetic(BinaryOp op, Value* left, Value* right, bool is_signed,
                                            SourceRange range) {
  switch (op) {
    case BinaryOp::Add:
      return builder_.CreateAdd(left, right);
    case BinaryOp::Sub:
      return builder_.CreateSub(left, right);
    case BinaryOp::Mul:
      return builder_.CreateMul(left, right);
    case BinaryOp::BitAnd:
      return builder_.CreateAnd(left, right);
    case BinaryOp::BitOr:
      return builder_.CreateOr(left, right);
    case BinaryOp::BitXor:
      return builder_.CreateXor(left, right);
    // Shift amounts are taken modulo 64, as BPF does; LLVM would make larger ones undefined.
    case BinaryOp::ShiftLeft:
      return builder_.CreateShl(left, builder_.CreateAnd(right, Constant(63)));
    case BinaryOp::ShiftRight: {
      Value* amount = builder_.CreateAnd(right, Constant(63));
      return is_signed ? builder_.CreateAShr(left, amount) : builder_.CreateLShr(left, amount);
    }
    case BinaryOp::Div:
    case BinaryOp::Mod:
      return EmitDivision(op, left, right, is_signed, range);
    default:
      break;
  }
  assert(false && "not an arithmetic operator");
  return left;
}

// BPF before version 4 divides unsigned only: signed operands are divided by magnitude and the sign is
// put back. The quotient has the sign of left * right, the remainder that of left. A zero divisor gives
// 1 and is counted (language.md 4.2).
llvm::Value* ProgramEmitter::EmitDivision(BinaryOp op, Value* left, Value* right, bool is_signed,
                                          SourceRange range) {
  Value* result = StackSlot(8);
  Value* zero = Constant(0);
  const auto divide = [&] {
    Value* a = left;
    Value* b = right;
    if (is_signed) {
      a = builder_.CreateSelect(builder_.CreateICmpSLT(left, zero), builder_.CreateNeg(left), left);
      b = builder_.CreateSelect(builder_.CreateICmpSLT(right, zero), builder_.CreateNeg(right), right);
    }
    Value* value = op == BinaryOp::Div ? builder_.CreateUDiv(a, b) : builder_.CreateURem(a, b);
    if (is_signed) {
      Value* sign = op == BinaryOp::Div ? builder_.CreateXor(left, right) : left;
      value = builder_.CreateSelect(builder_.CreateICmpSLT(sign, zero), builder_.CreateNeg(value), value);
    }
    builder_.CreateStore(value, result);
  };
  const auto* constant = llvm::dyn_cast<llvm::ConstantInt>(right);
  if (constant != nullptr && !constant->isZero()) {
    divide();
  } else {
    Branch(builder_.CreateICmpNE(right, zero), divide, [&] {
      builder_.CreateStore(Constant(1), result);
      Count(bundle::LedgerKind::DivideByZero, LocationIndex(range));
    });
  }
  return builder_.CreateLoad(builder_.getInt64Ty(), result);
}

llvm::Value* ProgramEmitter::EmitShortCircuit(const typed::Binary& node) {
  Value* result = StackSlot(8);
  const bool is_and = node.op == BinaryOp::And;
  Value* left = EmitScalar(*node.left);
  builder_.CreateStore(left, result);
  Value* more = is_and ? builder_.CreateICmpNE(left, Constant(0)) : builder_.CreateICmpEQ(left, Constant(0));
  Branch(more, [&] { builder_.CreateStore(EmitScalar(*node.right), result); });
  return builder_.CreateLoad(builder_.getInt64Ty(), result);
}

namespace {

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

}  // namespace

llvm::Value* ProgramEmitter::EmitComparison(const typed::Binary& node) {
  Value* result = nullptr;
  if (InMemory(*node.left->type)) {
    result = EmitMemoryEquality(node);
    if (node.op == BinaryOp::NotEqual) result = builder_.CreateNot(result);
  } else {
    Value* left = EmitScalar(*node.left);
    Value* right = EmitScalar(*node.right);
    SetLocation(node.range);
    const bool is_signed = node.left->type->kind == TypeKind::Integer && node.left->type->is_signed;
    result = builder_.CreateICmp(PredicateOf(node.op, is_signed), left, right);
  }
  return builder_.CreateZExt(result, builder_.getInt64Ty());
}

}  // namespace sonde::codegen
