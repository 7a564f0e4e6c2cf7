// Conversions of typed expressions. What waits for a type or was reported goes through unchanged. Covered by
// tests/golden/typed/casts/* and tests/golden/diag/conversions/*.
#pragma once

#include "sema/context.h"

namespace sonde::sema {

// `expr` in type `to`: a literal takes the type, others get a Convert node. Warns of lossy conversions.
ExprPtr Convert(Context& context, ExprPtr expr, const TypePtr& to, bool warn = true);
ExprPtr ToCondition(Context& context, ExprPtr expr);
ExprPtr ToWord(Context& context,
               ExprPtr expr);  // a 64-bit integer of the same sign

// The type of two branches; ErrorType after a report.
TypePtr Common(Context& context, SourceRange range, const ExprPtr& a, const ExprPtr& b);
ExprPtr MakeTernary(Context& context, SourceRange range, ExprPtr condition, ExprPtr then, ExprPtr otherwise);

// Says why, when one of two types that an operation refuses is a floating-point number.
void ExplainFloat(Diagnostic& diagnostic, const Type& type, const Type& other);

}  // namespace sonde::sema
