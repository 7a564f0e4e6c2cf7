// Attach points: splitting the text of one (language.md 1.6), checking it by probe type, and
// expanding it against a host into what it attaches to. A file per probe type checks and matches;
// probe_types.def lists them. Covered by tests/probes/*.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/source.h"
#include "defs/probe_types.h"
#include "host/host_view.h"
#include "probes/parts.h"
#include "typed/attach_spec.h"
#include "types/argument.h"

namespace sonde {

struct ProbeContext {
  HostView* host = nullptr;
  AttachWords words;          // of the command line, for attach points
  std::vector<int> pids;      // -p, for targets left out and mount namespaces
  bool has_child = false;     // -c
  std::string child_program;  // the program of -c, as written; empty: none
  bool unsafe = false;
  // missing_probes: what to do with names that match nothing.
  enum class Missing : uint8_t { Error, Warn, Ignore } missing = Missing::Error;
  uint64_t max_programs = 1024;
  bool listing = false;     // for -l: look into the kernel's symbols even where BTF would do to attach
  bool this_kernel = true;  // false: the probes may be attached by another one (--aot)
};

// The texts that an attach point with a `*` in its probe type stands for ("*:sched_switch"), one per type
// that can take its parts; any other text gives itself.
std::vector<std::string> ExpandProbeType(const std::string& text, const ProbeContext& context);

// Splits and checks the text of an attach point. Reports into `diags` and returns nullopt when it is wrong.
std::optional<AttachSpec> ParseAttachPoint(const std::string& text, SourceRange range,
                                           const ProbeContext& context, Diagnostics& diags);

// Expands wildcards. `one_program_each` is set when the body needs a program per match (it uses
// `probe`). No match is reported as `missing` says; an empty result then means: drop the attach point.
std::vector<ExpandedProbe> Expand(const AttachSpec& spec, bool one_program_each, const ProbeContext& context,
                                  Diagnostics& diags);

// args of a tracepoint, raw tracepoint, fentry, fexit or uprobe (others: error says why not). `spec` has no
// wildcards.
Result<std::vector<ProbeArgument>> DescribeArguments(const AttachSpec& spec, HostView& host);

// What the function of a probe with HasParameters returns, by its type; null if it returns nothing. `spec`
// has no wildcards.
TypePtr ResultOfProbe(const AttachSpec& spec, HostView& host);

// Probes for -l: names that match the pattern, sorted, one per line, with arguments when `verbose`. What
// could not be shown is said in `warnings`.
std::vector<std::string> ListProbes(const std::string& pattern, bool verbose, const ProbeContext& context,
                                    std::vector<std::string>* warnings = nullptr);

// The same for one probe of a script: what it stands for, C++ functions by their C++ names.
std::vector<std::string> ListExpanded(const ExpandedProbe& probe, bool verbose, const ProbeContext& context,
                                      std::vector<std::string>* warnings = nullptr);

// What would work instead of a probe this kernel cannot attach: sentences for an error's hints, found
// on this host (e.g. tracepoints that fire in the same place). At least two where there are any.
std::vector<std::string> SuggestAlternatives(ProbeKind kind, const std::string& function, HostView& host);

// The first of these only: sentences for events of this host that fire where a function is called. Empty when
// there are none.
std::vector<std::string> SimilarEvents(ProbeKind kind, const std::string& function, HostView& host);

}  // namespace sonde
