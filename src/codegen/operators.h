// Arithmetic on registers (operators.cpp). Covered by the run tests of arithmetic.
#pragma once

#include "codegen/function.h"

namespace sonde::codegen {

// A division by zero gives 1 and is counted at `range`.
Value* EmitArithmetic(FunctionEmitter& f, BinaryOp op, Value* left, Value* right, bool is_signed,
                      SourceRange range);
Value* EmitDivision(FunctionEmitter& f, BinaryOp op, Value* left, Value* right, bool is_signed,
                    SourceRange range);

}  // namespace sonde::codegen
