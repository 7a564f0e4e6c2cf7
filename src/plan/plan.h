// Plan: how each probe of a typed program will be attached, before any code is made for it. Codegen takes
// program type and context from it, the bundle keeps the means. Covered by tests/plan/plan_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "defs/attach.h"
#include "defs/sleep.h"

namespace sonde {

class HostView;

namespace typed {
struct Probe;
struct Program;
}  // namespace typed

struct ProbePlan {
  ProgramType program = ProgramType::RawTracepoint;
  ContextKind context = ContextKind::None;
  Means means = Means::TestRun;
  uint32_t needed_features = 0;  // one of these must be there (BitOf); 0: none
  uint32_t group = 0;            // number of the BPF program: its own index, in a session its first half's
  Sleep sleep = Sleep::NoNeed;   // whether it may wait for memory that is not there (sleep.h)
  std::string reason;            // for people: why these means
  [[nodiscard]] bool may_sleep() const { return sleep == Sleep::Possible; }
};

// One plan for each probe of `program`, in its order.
// `this_kernel`: no other one will run it. Whether the registers of a kprobe are a function's parameters is
// certain only then.
std::vector<ProbePlan> Plan(const typed::Program& program, HostView& host, bool this_kernel = true);

}  // namespace sonde
