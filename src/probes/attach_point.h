// Attach points: splitting the text of one (language.md 1.6), checking it by probe type, and
// expanding it against a host into what it attaches to. A file per probe type checks and matches;
// probes.def is the dispatcher. Covered by tests/probes/*.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/source.h"
#include "defs/probe_types.h"
#include "host/host_view.h"
#include "types/type.h"

namespace sonde {

// A checked attach point.
struct AttachSpec {
  ProbeKind kind = ProbeKind::Begin;
  std::string user_name;  // of a name= prefix
  std::string module;     // kernel module, or user binary (once expanded the path to open; may hold *)
  std::string shown;      // of an expanded uprobe: its target in names and messages, as it was written
  std::string category;   // of a tracepoint
  std::string function;   // function, event (software: the name without alias); may hold *
  std::string language;   // uprobe: "cpp" when demangled names are matched
  uint64_t offset = 0;    // after a function
  uint64_t address = 0;
  bool has_address = false;
  uint64_t code_size = 0;   // uprobe: bytes from its function's start to the place, when an instruction was
  uint64_t code_hash = 0;   // found to begin there, and their hash
  std::string source_file;  // uprobe at a source line, which expansion turns into an address
  uint32_t source_line = 0;
  uint32_t source_column = 0;  // 0: any
  uint64_t period = 0;         // interval, profile: ns; software: events (default filled in)
  uint64_t frequency = 0;      // hz
  bool has_wildcard = false;
  std::string name;  // normalised: "kprobe:vfs_read", "interval:s:1" (language.md 7.6)
  SourceRange range;
};

// What one attach point stands for after expansion: one BPF program each.
struct ExpandedProbe {
  AttachSpec spec;  // without wildcards, unless `multi`
  // The functions, when one program serves them all (kprobe and uprobe wildcards).
  std::vector<std::string> functions;
  bool multi = false;
};

struct ProbeContext {
  HostView* host = nullptr;
  std::vector<std::string> positional;  // $1 ... for attach points
  std::vector<int> pids;                // -p, for targets left out and mount namespaces
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

// An argument a probe offers as args.NAME.
struct ProbeArgument {
  std::string name;
  TypePtr type;
  uint32_t offset = 0;     // tracepoint: bytes into the record; raw tracepoint: index of the u64 argument
  bool data_loc = false;   // __data_loc: a u32 of offset and length stands at `offset`
  bool relative = false;   // __rel_loc: data_loc counted from the end of that u32
  bool is_common = false;  // common_* header field: not accessible
  EntryPlace place{};      // uprobe: where it lies when the function is entered
  std::string problem{};   // why it cannot be read; empty when it can
};

// args of a tracepoint, raw tracepoint or uprobe (others: error says why not). `spec` has no wildcards.
Result<std::vector<ProbeArgument>> DescribeArguments(const AttachSpec& spec, HostView& host);

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
