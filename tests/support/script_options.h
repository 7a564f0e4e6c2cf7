// Options of a golden script, from comments at its top:
//   // params: 5 abc       positional parameters
//   // env: KEY=VALUE      an entry of CheckOptions::environment
//   // pid: 12   // child   // unsafe   // aot   // c-warnings
#pragma once

#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/source.h"
#include "plan/plan.h"
#include "sema/check.h"

namespace sonde::test {

CheckOptions OptionsOf(const Source& script);

// Parses and checks a script against the recorded host; parse errors end up in `diags` as well.
typed::Program CheckScript(const Source& script, Diagnostics& diags);

// How its probes would be attached on the recorded host.
std::vector<ProbePlan> PlanScript(const typed::Program& program);

}  // namespace sonde::test
