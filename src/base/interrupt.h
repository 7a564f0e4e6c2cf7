// StopPending: whether a signal that ends the program waits to be heard. Covered by
// tests/base/interrupt_test.cpp.
#pragma once

namespace sonde {

// True while SIGINT or SIGTERM is blocked and has come: what takes long and can be left out should be. Those
// who take their signals one by one (runtime/poller.h) hear it afterwards. Costs a system call.
bool StopPending();

}  // namespace sonde
