// Calls in pinned iterators: the kernel shows what their programs write while nobody of sonde is there.
// Covered by tests/golden/diag/functions/*.
#pragma once

#include "sema/elaborator.h"

namespace sonde::sema {

// Reports what a program cannot do or write by itself, and returns false. True in all other probes.
bool CheckPinned(Elaborator& elaborator, const ast::Call& call, const typed::EventInfo& event);

}  // namespace sonde::sema
