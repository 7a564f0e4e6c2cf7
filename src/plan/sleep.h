// Programs that may wait for memory of the traced program: the kernel runs them as sleepable ones, in which a
// page that is not there is brought in. Covered by tests/plan/sleep_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "plan/plan.h"

namespace sonde::plan {

// Decides for all probes of `program` at once, and adds to the reasons of those that read memory of the
// traced program what becomes of pages that are not there. Waits: a user probe that reads such memory, or
// that holds the program until a watchpoint is armed, where the kernel has sleepable ones. Where a probe of
// the script is on a function that takes BPF's own locks none does: whatever ran on that CPU meanwhile would
// be taken for a program inside of it.
void DecideSleep(const typed::Program& program, HostView& host, std::vector<ProbePlan>& plans);

// For -v: what stands behind the reason of a program, empty where it reads no such memory.
std::string WordsOfSleep(Sleep sleep);

}  // namespace sonde::plan
