// Programs on functions that BPF itself runs through with a lock held. Covered by tests/plan/sleep_test.cpp
// and tests/run/fentry.test.
#pragma once

#include <vector>

#include "plan/plan.h"

namespace sonde {

// Whether a program of the script is on a function that BPF itself runs through with a lock held: all
// programs then note on which CPU they run, and those on such functions are left out there.
bool GuardsLocks(const typed::Program& program, const std::vector<ProbePlan>& plan);
// Whether this program is one of those that are left out.
bool IsOnLockFunction(const typed::Probe& probe, const ProbePlan& plan);

}  // namespace sonde
