// -l: probes and kernel types by pattern, and what a script's attach points match (cli-and-output.md 4).
// Leaves: ListPatterns, ListScript. Covered by tests/run/list.test.
#pragma once

#include "base/source.h"
#include "cli/options.h"
#include "host/host_view.h"

namespace sonde {

// Prints what matches options.list_pattern, with arguments or definitions when options.verbose. Returns the
// exit code: nothing found is no error.
int ListPatterns(HostView& host, const Options& options);

// Prints what each attach point of the script matches, in its order. Returns 1 after errors of the script.
int ListScript(Source script, HostView& host, const Options& options);

}  // namespace sonde
