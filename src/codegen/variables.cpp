// Scratch variables: their values, assignments. Leaves: EmitAssignVariable. Covered by
// tests/run/let-types.test and tests/run/exec-updates.test.
#include "codegen/variables.h"

#include "codegen/expressions.h"
#include "codegen/program.h"
#include "codegen/statements.h"

namespace sonde::codegen {

using typed::ExprKind;

void EmitAssignVariable(FunctionEmitter& f, uint32_t variable, const typed::Expr* value) {
  Value* slot = f.VariableAt(variable);
  const Type& type = *f.probe().variables[variable].type;
  if (!InMemory(type)) {
    f.ir.CreateStore(value != nullptr ? EmitScalar(f, *value) : f.Constant(0), slot);
    return;
  }
  if (value == nullptr) return f.Zero(slot, SizeOf(type));
  // A composite may read the variable that it replaces.
  const bool composite = value->kind == ExprKind::Tuple || value->kind == ExprKind::Ternary ||
                         value->kind == ExprKind::IfValue || value->kind == ExprKind::Convert;
  if (composite) {
    f.Copy(slot, EmitAddress(f, *value), SizeOf(type));
  } else {
    EmitInto(f, *value, slot);
  }
}

void EmitStmt(FunctionEmitter& f, const typed::AssignVariable& stmt) {
  EmitAssignVariable(f, stmt.slot, stmt.value.get());
}

Value* EmitWord(FunctionEmitter& f, const typed::Variable& node) {
  return f.LoadVariable(node.slot);
}

void EmitBytes(FunctionEmitter& f, const typed::Variable& node, Value* to, Tail /*tail*/) {
  f.Copy(to, f.VariableAt(node.slot), SizeOf(*node.type));
}

}  // namespace sonde::codegen
