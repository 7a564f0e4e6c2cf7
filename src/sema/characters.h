// Arrays of characters of C, which read as text, as the bytes that they are. Covered by
// tests/run/access.test.
#pragma once

#include "typed/typed.h"

namespace sonde::sema {

// An array of characters that lies in memory (a field, an element, what a pointer leads to) as an array of
// int8: text ends at a NUL, bytes do not. Other expressions stay.
typed::ExprPtr AsBytes(typed::ExprPtr expr);

}  // namespace sonde::sema
