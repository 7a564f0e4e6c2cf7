// Completion of the command line in shells, from the tables: options and their words, probe types, and
// probes, which
// `-l` lists. Covered by tests/run/options.test.
#pragma once

#include <string>
#include <string_view>

namespace sonde {

// A script for `shell`: bash, zsh or fish. It completes the command `sonde`.
std::string CompletionFor(std::string_view shell);

}  // namespace sonde
