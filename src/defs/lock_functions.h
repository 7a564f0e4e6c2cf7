// Functions of the kernel that BPF itself runs through while it holds a lock of a map or a ring buffer: a
// program on one of them, started by another, would wait for that lock for ever. Covered by
// tests/probes/fentry_test.cpp and tests/run/fentry.test.
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

namespace sonde {

inline constexpr std::string_view kLockFunctions[] = {
    "_raw_spin_lock",
    "_raw_spin_lock_irqsave",
    "_raw_spin_unlock_irqrestore",
    "queued_spin_lock_slowpath",
};

inline bool IsLockFunction(std::string_view name) {
  return std::find(std::begin(kLockFunctions), std::end(kLockFunctions), name) != std::end(kLockFunctions);
}

}  // namespace sonde
