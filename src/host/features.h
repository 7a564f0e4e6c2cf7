// What the running kernel can do, found by trying. Covered by tests/host/real_host_test.cpp.
#pragma once

#include "defs/features.h"
#include "host/tracefs.h"

namespace sonde {

// Asks the kernel; slow enough to be asked once. `tracefs` may be unmounted.
bool KernelHas(Feature feature, Tracefs& tracefs);

}  // namespace sonde
