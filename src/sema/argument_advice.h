// Arguments and results of probes that have others: which, and where they are to be had. Covered by
// tests/golden/diag/builtins/*.
#pragma once

#include <string>

#include "sema/context.h"

namespace sonde::sema {

// Whether the probe has an argument of that name. Says nothing where it has none at all.
bool HasArgument(Context& context, const std::string& name);

// argN, for the name that the kernel's source has for it; empty where there is none.
std::string NumberedArgument(const Context& context, const std::string& name);

// The probe at the other end of the function.
std::string OtherEnd(const AttachSpec& spec);

// Reports retval in a probe that has none. `function`: it is one of a function.
void AdviseResult(Context& context, SourceRange range, bool function);

}  // namespace sonde::sema
