// The end of a program that printed: what standard output could not take is an error. Covered by
// tests/run/ending.test.
#pragma once

namespace sonde {

// Writes what is left of stdout. If anything could not be written, says so and returns 1 instead of 0.
int FinishStandardOutput(int exit_code);

}  // namespace sonde
