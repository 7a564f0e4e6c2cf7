// Session: one run of a bundle on a machine, from load to the last line of output (cli-and-output.md 3).
// Covered by tests/runtime/fake_session_test.cpp and session_test.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "bundle/bundle.h"
#include "host/host_view.h"
#include "output/formats.h"
#include "output/live_view.h"
#include "output/targets.h"
#include "output/terminal_view.h"
#include "runtime/child.h"
#include "runtime/limits.h"
#include "runtime/machine.h"
#include "runtime/report.h"

namespace sonde::runtime {

// Lines for standard output once every probe is attached, as the environment asks for them:
// SONDE_NOTIFY_READY, __BPFTRACE_NOTIFY_PROBES_ATTACHED.
std::vector<std::string> ReadyLinesFromEnvironment();

// Exit code of a run of which something was lost, missed, cut off or not named, if that is asked for.
inline constexpr int kIncomplete = 3;

struct TargetOptions {
  std::vector<int> pids;    // -p, at most kMostPids
  bool follow = false;      // --follow: what these, or the child, start is traced as well
  std::vector<int> walked;  // --dwarf-pid: whose unwind tables are made before tracing
};

struct WarningOptions {
  bool shown = true;   // --no-warnings clears
  bool reads = false;  // -k: also of reads and lookups that fail
  std::vector<std::string> predicates =
      {};  // names of the probes that have one, for the word about a silent run
};

struct OutputFileOptions {
  output::TargetRequest request;   // -f, -o
  output::FlameOptions flame;      // --icicle, --reverse, --diff
  std::string buffering = "line";  // -B: line, full or none
};

struct EndOptions {
  LimitOptions limits;
  bool strict = false;   // --strict: the exit code is kIncomplete if the ledger has anything
  bool stats = false;    // --stats: what each probe's programs cost is measured and said
  bool planned = false;  // the time is how long it was to run, and no limit that it has reached
};

// Who looks on; they outlive the session. Null: nobody.
struct LiveOptions {
  output::LiveView* page = nullptr;
  output::TerminalView* screen = nullptr;  // it has the terminal while tracing
};

struct SessionOptions {
  TargetOptions targets;
  Child* child = nullptr;  // -c, held since before compilation
  bool verbose = false;
  bool quiet = false;
  bool dry_run = false;
  std::vector<std::string> parameters;  // --NAME and --NAME=VALUE behind `--`
  OutputFileOptions output;
  WarningOptions warnings;
  EndOptions end;
  LoadDumps dumps;                 // -d libbpf, verifier
  uint64_t snapshot_every_ns = 0;  // maps are shown that often while tracing; 0: at the end only
  LiveOptions live;
  std::vector<std::string> ready_lines = ReadyLinesFromEnvironment();
  std::shared_ptr<SourceLines> lines;  // null: stacks show none
  // The process ends after this session: descriptors may be handed to a helper instead of closed.
  bool last_in_process = true;
};

class Session {
 public:
  // Checks rights, options and limits and opens the output. Failures here end sonde with code 1. `machine` is
  // a new one, and outlives the session.
  static Result<std::unique_ptr<Session>> Create(bundle::Bundle bundle, Machine& machine,
                                                 SessionOptions options);
  virtual ~Session() = default;
  // Loads, attaches, traces, ends. The exit code; failures end sonde with code 255.
  virtual Result<int> Run() = 0;
};

// Create and Run in one: the exit code, with failures of Create reported; an Error ends sonde with 255.
Result<int> Run(bundle::Bundle bundle, Machine& machine, SessionOptions options);
// The same on the running kernel.
Result<int> Run(bundle::Bundle bundle, HostView& host, SessionOptions options);

}  // namespace sonde::runtime
