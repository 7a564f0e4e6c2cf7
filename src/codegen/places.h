// What is known of a place in memory before it is reached (places.cpp). Covered by tests/run/access.test.
#pragma once

#include "codegen/function.h"
#include "typed/expressions.h"
#include "typed/space.h"

namespace sonde::codegen {

bool IsTypedBase(FunctionEmitter& f, const typed::Expr& base);
bool IsKernelArray(FunctionEmitter& f, const typed::Expr& expr);
Value* ElementIndex(FunctionEmitter& f, const typed::Index& node);
// How far apart the things lie that a pointer leads to, as the running kernel has them.
Value* StepOf(FunctionEmitter& f, const Type& pointer, SourceRange range);
// By how much ++ and -- change a value of `type`.
Value* StepOf(FunctionEmitter& f, const typed::Increment& node, const Type& type);

}  // namespace sonde::codegen
