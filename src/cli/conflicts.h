// Options that do not go together. Covered by tests/cli/options_test.cpp.
#pragma once

#include "cli/options.h"

namespace sonde {

// Fills `error` if there are some.
void CheckConflicts(const Options& options, UsageError& error);

}  // namespace sonde
