// The path of a script, up to the bundle: Source, Ast, typed program, LLVM module, bundle.
// Leaves: CompileScript, FindProblems, PrintDiagnostics, MakeCheckOptions. Covered by the run tests and
// tests/cli/*.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "base/source.h"
#include "bundle/bundle.h"
#include "cache/entry.h"
#include "cli/options.h"
#include "host/host_view.h"
#include "sema/check.h"

namespace sonde {

struct CompileOutcome {
  std::optional<bundle::Bundle> bundle;  // absent when `exit_code` says to leave
  int exit_code = 0;
  std::vector<std::string> predicates;   // names of the probes that have one
  std::vector<cache::Message> messages;  // what was said, where there is a bundle
};

// Compiles `script` and what it imports, or takes what was made of the same before (compile_cache.h).
// Diagnostics, dumps of -d and files of --emit-* are written on the way; errors and warnings go to standard
// error, dumps to standard output. Leaves early after the phase of --stop-after.
CompileOutcome CompileScript(Source script, HostView& host, const Options& options);

// Parses and checks without going on, for what is wrong with the script. Returns its source with what it
// imports, which the ranges of `diags` are of.
Source FindProblems(Source source, HostView& host, const Options& options, Diagnostics& diags);

// Prints errors, then warnings unless they are switched off, to standard error. Returns whether there were
// errors. Where all of them can be repaired in a script of -e, the line to type is the last hint.
bool PrintDiagnostics(const Diagnostics& diags, const Source& source, HostView& host, const Options& options);

// Whether -d names the stage, or all.
bool WantsDump(const Options& options, std::string_view stage);

// The path of the script; empty if it is no file.
std::string PathOf(const Options& options);

// What the command line and the environment say about checking a script.
CheckOptions MakeCheckOptions(const Options& options, const ast::Program& program);

}  // namespace sonde
