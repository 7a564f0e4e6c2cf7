// Kprobe sessions: one BPF program for the entry and the return of functions, which calls a function for
// each. Covered by tests/codegen/session_test.cpp and tests/run/kprobe-session.test.
#pragma once

#include <string>

#include "codegen/program.h"

namespace sonde::codegen {

inline bool IsHalf(const ProbePlan& plan) {
  return plan.means == Means::KprobeSession;
}

// The BPF program of both halves.
inline std::string NameOfSession(const ProbePlan& plan) {
  return "session_" + std::to_string(plan.group);
}

// An empty function for a half, which gets the context.
llvm::Function* MakeHalf(ProgramEmitter& program);

// Once both halves are there: the program that calls one or the other. What they return has no effect: an
// entry that returned anything but zero would keep the return from being seen.
void FinishSession(ProgramEmitter& program);

}  // namespace sonde::codegen
