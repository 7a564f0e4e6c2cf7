// --fix: repairs in a script what its diagnostics have fix-its for. Covered by tests/run/fix.test and
// tests/golden/fix/*.
#pragma once

#include <string>
#include <string_view>

#include "cli/options.h"
#include "host/host_view.h"

namespace sonde {

// Checks the script, applies what is certain, and looks again, since one mistake may hide another. A file is
// replaced; of -e and of standard input the result goes to standard output. Says what was changed, what else
// is wrong, and which imported files need a repair, since only the script is written. The exit code: 0 if
// nothing is wrong any more.
int FixScript(const Options& options, HostView& host);

// What a shell must be given to run `script`: "-e 'begin { exit(); }'".
std::string LineToType(std::string_view script);

}  // namespace sonde
