// Session: one run of a bundle, from load to the last line of output (cli-and-output.md 3).
// Covered by tests/runtime/session_test.cpp.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "bundle/bundle.h"
#include "host/host_view.h"
#include "runtime/child.h"

namespace sonde::runtime {

// Lines for standard output once every probe is attached, as the environment asks for them:
// SONDE_NOTIFY_READY, __BPFTRACE_NOTIFY_PROBES_ATTACHED.
std::vector<std::string> ReadyLinesFromEnvironment();

struct SessionOptions {
  std::vector<int> pids;   // -p, at most kMostPids
  Child* child = nullptr;  // -c, held since before compilation
  bool verbose = false;
  bool quiet = false;
  bool dry_run = false;
  std::string format = "text";          // -f: text or json
  std::vector<std::string> parameters;  // --NAME and --NAME=VALUE behind `--`
  std::string output_path;              // -o; empty: standard output
  std::string buffering = "line";       // -B: line, full or none
  bool warnings = true;                 // --no-warnings clears
  bool read_warnings = false;           // -k
  std::vector<std::string> ready_lines = ReadyLinesFromEnvironment();
  // The process ends after this session: descriptors may be handed to a helper instead of closed.
  bool last_in_process = true;
};

class Session {
 public:
  // Checks options and limits and opens the output. Failures here end sonde with code 1.
  static Result<std::unique_ptr<Session>> Create(const bundle::Bundle& bundle, HostView& host,
                                                 SessionOptions options);
  virtual ~Session() = default;
  // Loads, attaches, traces, ends. The exit code; failures end sonde with code 255.
  virtual Result<int> Run() = 0;
};

// Create and Run in one: the exit code, with failures of Create reported; an Error ends sonde with 255.
Result<int> Run(const bundle::Bundle& bundle, HostView& host, SessionOptions options);

// Writes an error and its hints to standard error as sonde does: ERROR: ..., HINT: ...
void PrintError(const Error& error);

}  // namespace sonde::runtime
