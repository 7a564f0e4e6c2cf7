// The standard streams at the beginning of a program. (base/console.h has their end.) Covered by
// tests/run/ending.test.
#pragma once

namespace sonde {

// Makes descriptors 0, 1 and 2 exist. If one of them was closed, the next file that is opened would get its
// number, and be written to by mistake; what stands in its place fails to be read or written.
void OpenStandardStreams();

}  // namespace sonde
