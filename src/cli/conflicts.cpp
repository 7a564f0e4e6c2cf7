// Leaves: CheckConflicts. Covered by tests/cli/options_test.cpp.
#include "cli/conflicts.h"

#include <unistd.h>

#include <cctype>
#include <string>
#include <string_view>

#include "base/amount.h"
#include "cli/advice.h"

namespace sonde {

std::string_view OptionOf(Mode mode) {
  switch (mode) {
    case Mode::List:
      return "-l";
    case Mode::Aot:
      return "--aot";
    case Mode::Format:
      return "--fmt";
    case Mode::Fix:
      return "--fix";
    case Mode::Info:
      return "--info";
    case Mode::Top:
      return "--top";
    case Mode::Explain:
      return "--explain";
    case Mode::Completion:
      return "--completion";
    case Mode::CompilerBench:
      return "--mode compiler-bench";
    default:
      return {};
  }
}

namespace {

// The first option that only a run that traces can do anything with; empty: none was given.
std::string_view OptionOfRuns(const OutputOptions& out) {
  return out.live            ? "--live"
         : out.stats         ? "--stats"
         : out.serve.address ? "--serve"
         : out.serve.target  ? "--otlp"
                             : "";
}

// The first option that is for who runs a program of --aot; empty: none was given.
std::string OptionForOthers(const Options& options) {
  const OutputOptions& out = options.out;
  const RunLimits& limits = options.run.limits;
  if (const auto option = OptionOfRuns(out); !option.empty()) return std::string(option);
  if (!out.target.format.empty() || !out.target.files.empty()) return "-f";
  if (!out.target.path.empty()) return "-o";
  if (out.flame.icicle || out.flame.reverse || !out.flame.diff.empty())
    return out.flame.icicle ? "--icicle" : out.flame.reverse ? "--reverse" : "--diff";
  if (limits.nanoseconds != 0 || limits.events != 0 || limits.bytes != 0)
    return limits.nanoseconds != 0 ? "--for" : limits.events != 0 ? "--max-events" : "--max-memory";
  return out.strict ? "--strict" : "";
}

// As a shell wants it.
std::string AsCommand(const std::string& path) {
  return path.find('/') == std::string::npos ? "./" + path : path;
}

void CheckProcesses(const Options& options, UsageError& error) {
  const bool of_script = options.script.has_text || !options.script.file.empty();
  const bool of_processes = options.run.has_command || !options.run.pids.empty();
  if (options.run.has_command && !options.run.pids.empty()) {
    error = {"USAGE: Cannot use both -c and -p.", true, AdviseTargets()};
  } else if (options.run.follow && !of_processes && options.mode != Mode::Aot) {
    error.message = "USAGE: --follow needs the processes to follow, by -p or -c.";
  } else if (options.mode == Mode::Top && (of_script || of_processes)) {
    error.message = "USAGE: --top shows all BPF programs of this machine, and takes no script or process.";
    error.hints = {"what the probes of a script cost is said at its end with --stats"};
  } else if (options.mode == Mode::Top && (options.run.limits.events != 0 || options.run.limits.bytes != 0)) {
    error.message = "USAGE: --top ends by --for, and by no other limit.";
  }
}

// Programs that --aot writes are run by others.
void CheckAot(const Options& options, UsageError& error) {
  if (options.mode != Mode::Aot) return;
  if (options.out.read_warnings) {
    error.message = "Cannot use -k with --aot";
  } else if (!options.run.pids.empty()) {
    error.message = "USAGE: --aot takes no -p: which processes are traced is for who runs the program.";
    error.hints = {"give it to the program that is written: " + AsCommand(options.files.aot) + " -p " +
                   std::to_string(options.run.pids[0])};
  } else if (options.run.purpose != Purpose::Trace) {
    error.message = "USAGE: Cannot use --test or --bench with --aot.";
  } else if (const std::string option = OptionForOthers(options); !option.empty()) {
    error.message = "USAGE: --aot takes no " + option + ": that is for who runs the program.";
    error.hints = {"give it to the program that is written: " + AsCommand(options.files.aot) + " " + option};
  }
}

void CheckRuns(const Options& options, UsageError& error) {
  const std::string option(OptionOfRuns(options.out)), instead(OptionOf(options.mode));
  if (const Status status = serve::CheckServiceOptions(options.out.serve); !status) {
    error.message = "USAGE: " + status.error().message + ".";
  } else if (options.out.read_warnings && !options.out.warnings) {
    error.message = "USAGE: -k, --warnings conflicts with --no-warnings";
  } else if (option.empty()) {
    return;
  } else if (!instead.empty()) {
    error.message = "USAGE: Cannot use " + option + " with " + instead + ", which traces nothing.";
  } else if (options.run.purpose != Purpose::Trace) {
    error.message = "USAGE: Cannot use " + option + " with --test or --bench.";
  } else if (options.out.stats && options.run.dry_run) {
    error.message = "USAGE: Cannot use --stats with --dry-run, which runs nothing.";
  }
}

// What is told about the machine or a script, as text or as JSON, goes to standard output.
void CheckAccounts(const Options& options, UsageError& error) {
  const bool account =
      options.mode == Mode::Info || options.mode == Mode::Top || options.mode == Mode::Explain;
  const output::TargetRequest& target = options.out.target;
  const std::string option(OptionOf(options.mode));
  if (!account) return;
  if (!target.format.empty() && target.format != "text" && target.format != "json") {
    error.message = "USAGE: " + option + " knows the formats text and json, not " + target.format + ".";
  } else if (!target.path.empty() || !target.files.empty()) {
    error.message = "USAGE: " + option + " writes to standard output only.";
    error.hints = {"let the shell do it: sonde " + option + " ... > " +
                   (target.path.empty() ? target.files[0].path : target.path)};
  }
}

// --profile is a script that runs.
void CheckProfile(const Options& options, UsageError& error) {
  if (!options.profile.wanted) {
    if (options.profile.rate) {
      error.message = "USAGE: -F is for --profile.";
      error.hints = {"a script names its rate itself: profile:hz:" + std::to_string(*options.profile.rate) +
                     " { @[kstack] = count() }"};
    }
  } else if (options.script.has_text) {
    error.message = "USAGE: --profile is a script of its own, and takes no -e.";
  } else if (options.mode != Mode::Run || options.run.purpose != Purpose::Trace) {
    error.message = "USAGE: --profile runs, and cannot be used with another thing to do.";
  }
}

// Of what takes no script.
void RefuseWords(const Options& options, UsageError& error) {
  const std::string option(OptionOf(options.mode)), &word = options.script.file;
  if (word.empty()) return;
  error.message = "USAGE: " + option + " takes no '" + word + "'.";
  if (options.mode == Mode::Top && ParseTime(word))
    error.hints = {"to end after so long: --top --for " + word + (isdigit(word.back()) ? "s" : "")};
}

// Options whose value stands behind = take no word.
void AdviseValues(const Options& options, UsageError& error) {
  const bool asked = options.out.serve.address || options.mode == Mode::Explain;
  if (!asked || !error.message.empty()) return;
  const bool text = options.script.has_text;
  const auto& words = options.script.positional;
  const std::string word = !text ? options.script.file : words.empty() ? "" : words[0];
  const bool taken = text && options.script.text.find('$') != std::string::npos;
  if (word.empty() || taken || (!text && access(word.c_str(), F_OK) == 0)) return;
  const bool address = word.find_first_not_of("0123456789.:[]") == std::string::npos;
  if (options.out.serve.address && address) {
    error.message = "USAGE: --serve takes an address behind =, without a blank.";
    error.hints = {"write --serve=" + word};
  } else if (options.mode == Mode::Explain && word == "json") {
    error.message = "USAGE: --explain takes json behind =, without a blank.";
    error.hints = {"write --explain=json"};
  }
}

}  // namespace

void CheckWords(const Options& options, UsageError& error) {
  const bool takes_none =
      options.mode == Mode::Info || options.mode == Mode::Top || options.mode == Mode::Completion;
  if (takes_none) RefuseWords(options, error);
  AdviseValues(options, error);
}

void CheckConflicts(const Options& options, UsageError& error) {
  for (const auto check : {CheckProcesses, CheckAot, CheckRuns, CheckAccounts, CheckProfile}) {
    check(options, error);
    if (!error.message.empty()) return;
  }
}

}  // namespace sonde
