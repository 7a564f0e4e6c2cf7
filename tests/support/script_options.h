// Options of a golden script, from comments at its top:
//   // params: 5 abc       positional parameters
//   // env: KEY=VALUE      an entry of CheckOptions::environment
//   // pid: 12   // child   // unsafe   // c-warnings
#pragma once

#include <string>

#include "base/diagnostics.h"
#include "base/source.h"
#include "sema/check.h"

namespace sonde::test {

CheckOptions OptionsOf(const Source& script);

// Parses and checks a script against the recorded host; parse errors end up in `diags` as well.
typed::Program CheckScript(const Source& script, Diagnostics& diags);

}  // namespace sonde::test
