// Check: Ast to TypedProgram. Named steps, in order: config, attach points and their expansion,
// inference of map and variable types over the whole program, building the typed tree.
// Covered by tests/golden/typed/*, tests/golden/diag/* and tests/sema/*.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ast/ast.h"
#include "base/diagnostics.h"
#include "base/environment.h"
#include "base/source.h"
#include "host/host_view.h"
#include "typed/typed.h"

namespace sonde {

struct CheckOptions {
  std::vector<std::string> positional;            // $1 ...
  std::map<std::string, std::string> parameters;  // the values of getopt(), for attach points
  std::vector<int> pids;                          // -p
  bool has_child = false;                         // -c
  std::string child_program;                      // the first word of its command
  bool unsafe = false;
  bool this_kernel = true;                // false: the program may run on another kernel (--aot)
  std::vector<std::string> include_dirs;  // -I
  std::vector<std::string> c_includes;    // --include
  bool c_warnings = false;                // show warnings of the C front end
  bool tell_ignored = false;              // warn of what missing_probes = ignore leaves out
  std::vector<Setting> environment;       // what it sets of the config
};

// Errors and warnings go to `diags`. The result is complete only when there are no errors.
typed::Program Check(const ast::Program& program, const Source& source, HostView& host,
                     const CheckOptions& options, Diagnostics& diags);

// What the attach points of the program stand for on this host, in order; those that are wrong are reported.
std::vector<ExpandedProbe> MatchProbes(const ast::Program& program, HostView& host,
                                       const CheckOptions& options, Diagnostics& diags);

}  // namespace sonde
