// PrintError: errors of a time when there is no output yet, or no more. Covered by tests/run/failures.test.
#pragma once

#include "base/result.h"

namespace sonde::runtime {

// Writes an error and its hints to standard error as sonde does: ERROR: ..., HINT: ... An error without a
// message has only hints.
void PrintError(const Error& error);

// The same as text.
std::string ErrorText(const Error& error);

}  // namespace sonde::runtime
