// DeepStack: room for recursion over trees of generated scripts (a thousand arms of else if, a sum of
// thousands). Covered by tests/run/large.test.
#pragma once

#include <sys/resource.h>

namespace sonde {

// While it lives, the stack of the main thread may grow to 100 MiB and trees may be 10,000 nodes high, if the
// hard limit allows that; otherwise both are as they were. The kernel keeps 128 MiB free below the stack,
// and looks at the limit when the stack grows.
class DeepStack {
 public:
  DeepStack();
  ~DeepStack();
  DeepStack(const DeepStack&) = delete;
  DeepStack& operator=(const DeepStack&) = delete;

 private:
  rlimit before_{};
  bool raised_ = false;
};

}  // namespace sonde
