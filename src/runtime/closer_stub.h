// The program that the closing process becomes: an ELF executable of two system calls, so that neither memory
// nor files of sonde are in use while the kernel closes probes. Covered by tests/runtime/teardown_test.cpp.
#pragma once

#include <span>

namespace sonde::runtime {

// Waits until descriptor 0, a pidfd, says that its process has ended, and exits.
std::span<const unsigned char> CloserStub();

}  // namespace sonde::runtime
