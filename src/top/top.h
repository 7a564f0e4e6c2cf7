// sonde --top: what all BPF programs of the machine cost, again and again. Covered by tests/run/top.test.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace sonde::top {

struct TopOptions {
  bool json = false;
  uint64_t for_ns = 0;  // ends after so long; 0: when it is told to
};

// Shows a table each second on standard output, until a signal or the time ends it; on a terminal each in the
// place of the last. An error if the kernel does not let this process see or measure programs.
Status ShowTop(const TopOptions& options);

}  // namespace sonde::top
