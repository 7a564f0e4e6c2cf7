// Statements. Leaves: EmitBlock, EmitOne, EmitReturn. Covered by the run tests of statements.
#include "codegen/statements.h"

#include "codegen/callbacks.h"
#include "codegen/calls.h"
#include "codegen/expressions.h"
#include "codegen/pieces.h"
#include "codegen/program.h"

namespace sonde::codegen {

using typed::As;
using typed::ExprKind;
using typed::StmtKind;

void EmitBlock(FunctionEmitter& f, const typed::Block& block) {
  if (f.split() && !f.role.piece && f.split()->weights.Of(block) > f.split()->piece_limit)
    return EmitPieces(f, block);
  for (const auto& stmt : block.statements)
    EmitOne(f, *stmt);
}

void EmitOne(FunctionEmitter& f, const typed::Stmt& stmt) {
  const Mark mark = f.MarkTemporaries();
  f.SetLocation(stmt.range);
  switch (stmt.kind) {
#define STMT(name, role, weight)        \
  case StmtKind::name:                  \
    EmitStmt(f, As<typed::name>(stmt)); \
    break;
#include "typed/nodes.def"
  }
  f.ReleaseTemporaries(mark);
}

void EmitStmt(FunctionEmitter& f, const typed::Evaluate& stmt) {
  const typed::Expr& expr = *stmt.expr;
  const TypeKind kind = expr.type->kind;
  if (expr.kind == ExprKind::IfValue && (kind == TypeKind::None || kind == TypeKind::Void)) {
    EmitIfValue(f, As<typed::IfValue>(expr), nullptr);
  } else if (InMemory(*expr.type)) {
    EmitAddress(f, expr);
  } else {
    EmitScalar(f, expr);
  }
}

void EmitStmt(FunctionEmitter& f, const typed::Repeat& stmt) {
  if (stmt.count > 1 && IsHeavy(f, stmt)) return EmitRepeat(f, stmt);
  for (uint32_t i = 0; i < stmt.count; ++i)
    EmitBlock(f, stmt.body);
}

void EmitStmt(FunctionEmitter& f, const typed::If& stmt) {
  if (IsHeavy(f, stmt)) return EmitChain(f, stmt);
  Value* condition = EmitCondition(f, *stmt.condition);
  const bool has_else = !stmt.otherwise.statements.empty();
  f.Branch(
      condition, [&] { EmitBlock(f, stmt.then); },
      has_else ? std::function<void()>([&] { EmitBlock(f, stmt.otherwise); }) : nullptr);
}

void EmitStmt(FunctionEmitter& f, const typed::Jump& stmt) {
  switch (stmt.jump) {
    case JumpKind::Return:
      if (stmt.leaves_function) return EmitFunctionReturn(f);
      return EmitReturn(f, stmt.value ? EmitScalar(f, *stmt.value) : nullptr);
    case JumpKind::Break:
      f.ir.CreateBr(f.loops.back().out);
      break;
    case JumpKind::Continue:
      f.ir.CreateBr(f.loops.back().next);
      break;
  }
  f.StartUnreachable();
}

}  // namespace sonde::codegen
