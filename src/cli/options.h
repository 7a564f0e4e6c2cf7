// Options: the command line, parsed and checked (cli-and-output.md 1, 2), by the table in defs/options.def.
// Leaves: ParseOptions, Usage.
// Covered by tests/cli/options_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "defs/features.h"
#include "defs/options.h"
#include "output/formats.h"
#include "output/targets.h"
#include "plan/select.h"
#include "serve/service.h"

namespace sonde {

enum class Mode : uint8_t {
  Run,
  List,
  Help,
  ScriptHelp,  // --help behind the script
  Version,
  Aot,
  Format,
  Fix,
  Info,
  Top,
  Explain,
  Completion,
  CompilerBench,
};
// Where `--stop-after` leaves the path of a script.
enum class Stage : uint8_t { Parse, Check, Lower, Emit, All };

// What the script is and how it is read.
struct ScriptOptions {
  std::string text;  // of -e
  bool has_text = false;
  std::string file;                       // "-" for standard input
  std::vector<std::string> positional;    // $1 ...
  std::vector<std::string> unknown;       // --name[=value] behind the file, which sonde has no option for
  bool unsafe = false;                    // --unsafe
  std::vector<std::string> include_dirs;  // -I
  std::vector<std::string> includes;      // --include
};

// Where a run ends by itself; 0: no limit.
struct RunLimits {
  uint64_t nanoseconds = 0;  // --for
  uint64_t events = 0;       // --max-events
  uint64_t bytes = 0;        // --max-memory
};

// What a run is about.
struct RunOptions {
  std::vector<std::string> parameters;  // --name[=value] after `--`
  std::string command;                  // -c
  bool has_command = false;
  std::vector<int> pids;     // -p, each once
  bool follow = false;       // --follow
  std::vector<int> walked;   // --dwarf-pid, each once
  std::string probe_filter;  // --probe-filter; empty: all probes
  RunLimits limits;
  bool dry_run = false;
  Purpose purpose = Purpose::Trace;  // --test, --bench
};

// What is said of a run, and where.
struct OutputOptions {
  output::TargetRequest target;    // -f, -o
  output::FlameOptions flame;      // --icicle, --reverse, --diff
  std::string buffering = "line";  // -B
  serve::ServiceOptions serve;     // --serve, --otlp and what belongs to them
  bool live = false;               // --live
  bool quiet = false;
  bool warnings = true;        // --no-warnings clears
  bool read_warnings = false;  // -k
  bool strict = false;         // --strict
  bool stats = false;          // --stats
};

// What is written of the compiled script.
struct FileOptions {
  std::string aot;
  std::string elf;   // --emit-elf
  std::string llvm;  // --emit-llvm, without the suffixes
};

// What to take for the machine.
struct HostOptions {
  std::string kernel_btf;  // --kernel-btf; empty: the running kernel's
  std::vector<Feature> no_features;
  std::vector<std::string> debug_folders;  // --debuginfo
  std::string traceable_functions;         // --traceable-functions: a file; empty: the kernel's list
};

// What --profile looks at.
inline constexpr uint64_t kUsualRate = 99;  // out of step with what happens 100 times a second
struct ProfileOptions {
  bool wanted = false;           // --profile
  std::optional<uint64_t> rate;  // -F: samples a second
};

struct Options {
  Mode mode = Mode::Run;
  Stage stop_after = Stage::All;
  std::string list_pattern;
  std::string help_topic;  // the word behind --help
  std::string shell;       // of --completion
  bool verbose = false;
  std::vector<std::string> dumps;  // -d
  bool verify_ir = false;
  bool no_cache = false;  // --no-cache
  ScriptOptions script;
  RunOptions run;
  OutputOptions out;
  FileOptions files;
  HostOptions host;
  ProfileOptions profile;
};

// Why the command line was refused, and whether the help follows.
struct UsageError {
  std::string message;  // empty: it has been told, or the help says it
  bool show_help = false;
  std::vector<std::string> hints = {};  // printed last
};

// Of an option that does not exist: what getopt_long says, and the hints.
UsageError UnknownOption(const std::string& program, const std::string& word);

// Parses argv. On a wrong command line `error` is filled and the result is meaningless.
Options ParseOptions(int argc, char** argv, UsageError& error);

std::string Usage(const std::string& program);

}  // namespace sonde
