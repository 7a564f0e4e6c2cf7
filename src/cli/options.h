// Options: the command line, parsed and checked (cli-and-output.md 1, 2). Leaves: ParseOptions, Usage.
// Covered by tests/cli/options_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "defs/features.h"

namespace sonde {

enum class Mode : uint8_t { Run, List, Help, Version, Aot, Format, Fix };
// Where `--stop-after` leaves the path of a script.
enum class Stage : uint8_t { Parse, Check, Lower, Emit, All };

struct Options {
  Mode mode = Mode::Run;
  Stage stop_after = Stage::All;
  std::string script;  // text of -e
  bool has_script = false;
  std::string file;  // script file, "-" for standard input
  std::string list_pattern;
  std::vector<std::string> positional;  // $1 ...
  std::vector<std::string> named;       // --name[=value] after `--`
  std::string command;                  // -c
  bool has_command = false;
  std::vector<int> pids;           // -p, each once
  std::string output;              // -o
  std::string format = "text";     // -f
  std::string buffering = "line";  // -B
  std::string aot_file;
  std::string kernel_btf;  // --kernel-btf; empty: the running kernel's
  std::string emit_elf;
  std::string emit_llvm;
  std::vector<std::string> dumps;  // -d
  std::vector<Feature> no_features;
  std::vector<std::string> debug_folders;  // --debuginfo
  bool verbose = false;
  bool quiet = false;
  bool unsafe = false;
  bool warnings = true;        // --no-warnings clears
  bool read_warnings = false;  // -k
  bool dry_run = false;
  bool verify_ir = false;
  std::vector<std::string> include_dirs;  // -I
  std::vector<std::string> includes;      // --include
};

// Why the command line was refused, and whether the help follows.
struct UsageError {
  std::string message;
  bool show_help = false;
};

// Parses argv. On a wrong command line `error` is filled and the result is meaningless.
Options ParseOptions(int argc, char** argv, UsageError& error);

std::string Usage(const std::string& program);

}  // namespace sonde
