// Reports of names that nothing has, with a guess at what was meant. Each gives a poisoned value. Covered by
// tests/golden/diag/names/*, tests/golden/diag/maps/* and tests/golden/diag/access/*.
#pragma once

#include <string>

#include "sema/context.h"

namespace sonde::sema {

// A register, as debuggers call it: rdi, eax, rip. False if it is none.
bool SuggestRegister(const Context& context, Diagnostic& diagnostic, const std::string& name,
                     SourceRange range);

// `function`: a call was meant. `variable`: a variable of that name can be seen. `id` is for names that the
// language never had.
ExprPtr UnknownName(Context& context, DiagId id, const std::string& name, SourceRange range, bool function,
                    bool variable = false);
// Says how a variable of the shell comes into a script. False if `name`, without its sign, looks like none.
bool SuggestEnvironment(Diagnostic& diagnostic, const std::string& name);
// The type of the kernel that `struct NAME` nearly is.
void SuggestType(Context& context, Diagnostic& diagnostic, const std::string& name);
ExprPtr UnknownStruct(Context& context, const Type& type, SourceRange range);
ExprPtr UnknownMap(Context& context, const std::string& name, SourceRange range);

}  // namespace sonde::sema
