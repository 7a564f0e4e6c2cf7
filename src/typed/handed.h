// Which calls hand pointers of the kernel on: functions that look at the type which the verifier knows of a
// pointer. Leaves: TakesHanded, NeedsTypedArguments. Covered by tests/plan/plan_test.cpp and
// tests/run/kernel-pointers.test.
#pragma once

#include "typed/typed.h"

namespace sonde::typed {

// Whether the first argument of a function must be what the kernel handed to the probe.
bool TakesHanded(FunctionId function);

// Whether a probe calls such a function, itself or in a function of the script.
bool NeedsTypedArguments(const Probe& probe);

}  // namespace sonde::typed
