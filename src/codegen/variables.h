// Scratch variables (variables.cpp). Covered by the run tests of variables.
#pragma once

#include "codegen/function.h"
#include "typed/expressions.h"

namespace sonde::codegen {

// `value` null: it becomes zero.
void EmitAssignVariable(FunctionEmitter& f, uint32_t variable, const typed::Expr* value);

}  // namespace sonde::codegen
