// Whether a program may wait for memory of the traced program that is not there, and why not. Covered by
// tests/plan/sleep_test.cpp.
#pragma once

#include <cstdint>

namespace sonde {

enum class Sleep : uint8_t {
  NoNeed,          // it reads no such memory, or no kernel lets its kind wait
  Possible,        // where the kernel has Feature::Sleepable
  KernelCannot,    // it was made for one that has not
  WouldHoldLocks,  // the script has probes on functions that take BPF's own locks
};

}  // namespace sonde
