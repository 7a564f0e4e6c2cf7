// Options that do not go together. Covered by tests/cli/options_test.cpp.
#pragma once

#include <string_view>

#include "cli/options.h"

namespace sonde {

// What is done instead of running a script, as it is spelt; empty: a script runs.
std::string_view OptionOf(Mode mode);

// Fills `error` if there are some.
void CheckConflicts(const Options& options, UsageError& error);
// The same of the words behind the options: some take none, and some stand where a value was meant.
void CheckWords(const Options& options, UsageError& error);

}  // namespace sonde
