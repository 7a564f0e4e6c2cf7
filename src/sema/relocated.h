// What of a finished program is relocated at load. Covered by tests/sema/relocated_test.cpp.
#pragma once

#include "typed/typed.h"

namespace sonde::sema {

// Asks the sources of definitions, which must still be there.
typed::RelocatedTypes FindRelocatedTypes(const typed::Program& program);

}  // namespace sonde::sema
