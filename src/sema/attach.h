// Attach points and their expansion: the first step of sema. Covered by tests/golden/typed/probes/* and
// tests/golden/diag/probes/*.
#pragma once

#include <vector>

#include "sema/context.h"

namespace sonde::sema {

// One instance per program, in order of declaration. Blocks that nothing remains of are reported and left
// out.
std::vector<ProbeInstance> ExpandProbes(const ast::Program& program, HostView& host,
                                        const CheckOptions& options, const typed::Config& config,
                                        Diagnostics& diags);

}  // namespace sonde::sema
