// Repairs: the line to type for a script with errors. Fixes that diagnostics carry come first; then, where an
// error has none, what its hints say and small edits around its place are tried, and only what compiles is
// shown (docs/design/repairs.md). Covered by tests/run/repair.test and tests/messages.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/diagnostics.h"
#include "base/source.h"

namespace sonde {

struct Repair {
  std::string script;
  bool guessed = false;  // an edit that no diagnostic vouches for is among the repairs
};

// Parses, or parses and checks, a changed script. Returns the source that the ranges of the diagnostics are
// of.
using TryScript = std::function<Source(std::string script, Diagnostics& diags)>;

struct Trials {
  TryScript parse;
  TryScript check;
};

// The script without errors; nothing where none was found within a small number of trials.
std::optional<Repair> FindRepair(const Diagnostics& diags, const Source& source, const Trials& trials);

}  // namespace sonde
