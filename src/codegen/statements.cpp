// Statements. Leaves: ProgramEmitter's EmitBlock and EmitStatement. Covered by the run tests of statements.
#include "codegen/program.h"

namespace sonde::codegen {

using typed::As;
using typed::ExprKind;
using typed::StmtKind;

void ProgramEmitter::EmitBlock(const typed::Block& block) {
  if (weights_ && !in_piece_ && weights_->Of(block) > piece_limit_) return EmitPieces(block);
  for (const auto& stmt : block.statements)
    EmitOne(*stmt);
}

void ProgramEmitter::EmitStatement(const typed::Stmt& stmt) {
  SetLocation(stmt.range);
  switch (stmt.kind) {
    case StmtKind::Evaluate: {
      const typed::Expr& expr = *As<typed::Evaluate>(stmt).expr;
      const TypeKind kind = expr.type->kind;
      if (expr.kind == ExprKind::IfValue && (kind == TypeKind::None || kind == TypeKind::Void)) {
        EmitIfValue(As<typed::IfValue>(expr), nullptr);
      } else if (InMemory(*expr.type)) {
        EmitAddress(expr);
      } else {
        EmitScalar(expr);
      }
      return;
    }
    case StmtKind::AssignVariable:
      return EmitAssignVariable(As<typed::AssignVariable>(stmt).slot,
                                As<typed::AssignVariable>(stmt).value.get());
    case StmtKind::AssignMap:
      return EmitAssignMap(As<typed::AssignMap>(stmt));
    case StmtKind::UpdateMap:
      return EmitUpdateMap(As<typed::UpdateMap>(stmt));
    case StmtKind::Aggregate:
      return EmitAggregate(As<typed::Aggregate>(stmt));
    case StmtKind::Emit:
      return EmitEvent(As<typed::Emit>(stmt));
    case StmtKind::If:
      return EmitIf(As<typed::If>(stmt));
    case StmtKind::While:
      return EmitWhile(As<typed::While>(stmt));
    case StmtKind::Repeat: {
      const auto& repeat = As<typed::Repeat>(stmt);
      if (repeat.count > 1 && IsHeavy(stmt)) return EmitRepeat(repeat);
      for (uint32_t i = 0; i < repeat.count; ++i)
        EmitBlock(repeat.body);
      return;
    }
    case StmtKind::ForRange:
      return EmitForRange(As<typed::ForRange>(stmt));
    case StmtKind::ForMap:
      return EmitForMap(As<typed::ForMap>(stmt));
    case StmtKind::Jump:
      return EmitJump(As<typed::Jump>(stmt));
  }
}

void ProgramEmitter::EmitAssignVariable(uint32_t variable, const typed::Expr* value) {
  Value* slot = VariableAt(variable);
  const Type& type = *probe_.variables[variable].type;
  if (!InMemory(type)) {
    builder_.CreateStore(value != nullptr ? EmitScalar(*value) : Constant(0), slot);
    return;
  }
  if (value == nullptr) return Zero(slot, SizeOf(type));
  // A composite may read the variable that it replaces.
  const bool composite = value->kind == ExprKind::Tuple || value->kind == ExprKind::Ternary ||
                         value->kind == ExprKind::IfValue || value->kind == ExprKind::Convert;
  if (composite) {
    Copy(slot, EmitAddress(*value), SizeOf(type));
  } else {
    EmitInto(*value, slot);
  }
}

void ProgramEmitter::EmitIf(const typed::If& stmt) {
  if (IsHeavy(stmt)) return EmitChain(stmt);
  Value* condition = EmitCondition(*stmt.condition);
  const bool has_else = !stmt.otherwise.statements.empty();
  Branch(
      condition, [&] { EmitBlock(stmt.then); },
      has_else ? std::function<void()>([&] { EmitBlock(stmt.otherwise); }) : nullptr);
}

void ProgramEmitter::EmitJump(const typed::Jump& stmt) {
  switch (stmt.jump) {
    case JumpKind::Return:
      if (stmt.leaves_function) return EmitFunctionReturn();
      return EmitReturn(stmt.value ? EmitScalar(*stmt.value) : nullptr);
    case JumpKind::Break:
      builder_.CreateBr(loops_.back().second);
      break;
    case JumpKind::Continue:
      builder_.CreateBr(loops_.back().first);
      break;
  }
  StartUnreachable();
}

void ProgramEmitter::StartUnreachable() {
  builder_.SetInsertPoint(NewBlock("unreachable"));
}

}  // namespace sonde::codegen
