// Unary and binary operators on typed operands; literals are folded. Covered by
// tests/golden/typed/operators/* and tests/golden/diag/types/*.
#pragma once

#include "sema/context.h"

namespace sonde::sema {

ExprPtr MakeUnary(Context& context, SourceRange range, UnaryOp op,
                  ExprPtr operand);  // -, ! and ~
ExprPtr MakeBinary(Context& context, SourceRange range, BinaryOp op, ExprPtr left, ExprPtr right);

}  // namespace sonde::sema
