// Pointers that the kernel hands to a probe: arguments of the traced function, objects of an iterator. The
// verifier knows their types as long as they are read from the context, so a variable that is only ever one
// of them stands for reading it once more. Covered by tests/golden/typed/functions/kernel_pointers.bt and
// tests/golden/diag/functions/err.HandedArgument.*.
#pragma once

#include "sema/elaborator.h"

namespace sonde::sema {

// Whether an expression is such a pointer, as the kernel hands it over.
bool IsHanded(const Context& context, const typed::Expr& expr);

// Keeps in mind what a variable gets. To be called for all that is assigned to it.
void NoteHanded(Elaborator& elaborator, VariableState& state, const typed::Expr& value);
// The same of what is surely no such pointer.
void NoteOther(Context& context, VariableState& state);

// `expr` with what it stands for in the place of a variable that has such a pointer wherever it is visible.
// The variable may be what a member of the kernel's structs is reached from.
ExprPtr AsHanded(Elaborator& elaborator, ExprPtr expr);
// Whether the verifier may know the type of a pointer: it is handed over, or a member of what such a pointer
// leads to.
bool IsKnown(const Context& context, const typed::Expr& pointer);

}  // namespace sonde::sema
