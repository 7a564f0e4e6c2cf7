// The standard streams at the beginning of a program, and standard output at its end: what it could not take
// is an error. Covered by tests/run/ending.test.
#pragma once

namespace sonde {

// Makes descriptors 0, 1 and 2 exist. If one of them was closed, the next file that is opened would get its
// number, and be written to by mistake; what stands in its place fails to be read or written.
void OpenStandardStreams();

// Writes what is left of stdout. If anything could not be written, says so and returns 1 instead of 0.
int FinishStandardOutput(int exit_code);

}  // namespace sonde
