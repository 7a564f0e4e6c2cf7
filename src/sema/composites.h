// Values of several parts, and where they lie: structs and arrays in traced memory, references to them,
// tuples, texts and bytes. Covered by tests/golden/typed/composites/* and tests/golden/diag/composites/*.
#pragma once

#include <string>
#include <vector>

#include "sema/context.h"

namespace sonde::sema {

// ---- values
// `expr` where a value is taken: aggregations become integers where that is possible, structs and arrays are
// copied. Types that cannot be copied are reported.
ExprPtr AsValue(Context& context, ExprPtr expr);
ExprPtr AsInteger(ExprPtr expr);  // reads a castable aggregation; leaves others alone
// A tuple, or with names a record.
ExprPtr MakeTuple(Context& context, SourceRange range, std::vector<ExprPtr> elements,
                  std::vector<std::string> names = {});

// ---- places
TypePtr WithMembers(Context& context, const TypePtr& type);
ExprPtr AsReference(Context& context, ExprPtr value);
ExprPtr ResolveReference(ExprPtr value);
// An array in traced memory where C wants a pointer: that to its first element.
ExprPtr Decayed(ExprPtr expr);
// Where the pointers in a struct or array lead, and those reached through a pointer.
AddressSpace SpaceBehind(const typed::Expr& expr);
// Whether the bytes lie in traced memory or in the context, where they can be read later.
bool InTracedMemory(const typed::Expr& expr);

// ---- texts
// `text` beside one of `other` bytes.
ExprPtr WithNul(ExprPtr text, uint64_t other);
// An array of characters that lies in memory (a field, an element, what a pointer leads to) as an array of
// int8: text ends at a NUL, bytes do not. Other expressions stay.
ExprPtr AsBytes(ExprPtr expr);

}  // namespace sonde::sema
