// --mode compiler-bench: how long each phase of the compiler takes for a script. Covered by
// tests/run/options.test.
#pragma once

#include "base/source.h"
#include "cli/options.h"
#include "host/host_view.h"

namespace sonde {

// Compiles again and again for a second or so, and writes a line for each phase. The exit code: 1 if the
// script does not compile.
int BenchCompiler(const Source& script, HostView& host, const Options& options);

}  // namespace sonde
