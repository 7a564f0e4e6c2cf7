// Leaves: StopPending. Covered by tests/base/interrupt_test.cpp.
#include "base/interrupt.h"

#include <csignal>

namespace sonde {

bool StopPending() {
  sigset_t pending;
  return sigpending(&pending) == 0 &&
         (sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1);
}

}  // namespace sonde
