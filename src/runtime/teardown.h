// Teardown: ending at once although the kernel takes 60 to 150 ms to close each probe, one after the
// other. A helper process keeps the descriptors until this one is gone (docs/design/runtime.md).
// Covered by tests/runtime/teardown_test.cpp.
#pragma once

#include <vector>

namespace sonde::runtime {

// Starts a process that shares nothing with the user any more (own session, no standard streams) and
// holds only `descriptors` until this process has ended; then it closes them. This process may close
// its own copies at no cost. False if it could not be started: close in the ordinary way then.
bool HandOver(std::vector<int> descriptors);

}  // namespace sonde::runtime
