// SameLayout: whether two sources mean the same by a name. Covered by tests/types/merge_test.cpp.
#pragma once

#include "types/type.h"

namespace sonde {

// Whether two definitions, of one name in different sources say, lay their values out alike: the same fields
// with the same names in the same places. What nobody has defined is like anything.
bool SameLayout(const Type& a, const Type& b);

}  // namespace sonde
