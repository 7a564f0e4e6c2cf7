// The outermost frame of both programs. Leaves: Guarded. Covered by tests/run/failures.test.
#pragma once

namespace sonde {

// Runs `main` and returns its exit code. What was thrown and not caught (out of memory, a library's surprise)
// becomes a message and exit code 1; so does output that could not be written when `main` itself found
// nothing wrong.
int Guarded(int (*main)(int, char**), int argc, char** argv);

}  // namespace sonde
