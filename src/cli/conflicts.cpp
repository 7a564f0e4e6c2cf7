// Leaves: CheckConflicts. Covered by tests/cli/options_test.cpp.
#include "cli/conflicts.h"

#include "cli/advice.h"

namespace sonde {
namespace {

bool OfOneScript(const Options& options) {
  return options.script.has_text || !options.script.file.empty() || options.run.has_command ||
         !options.run.pids.empty();
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

}  // namespace

void CheckConflicts(const Options& options, UsageError& error) {
  const bool serves = options.out.serve.address.has_value();
  if (options.run.has_command && !options.run.pids.empty()) {
    error = {"USAGE: Cannot use both -c and -p.", true, AdviseTargets()};
  } else if (options.run.follow && !options.run.has_command && options.run.pids.empty() &&
             options.mode != Mode::Aot) {
    error.message = "USAGE: --follow needs the processes to follow, by -p or -c.";
  } else if (options.out.read_warnings && !options.out.warnings) {
    error.message = "USAGE: -k, --warnings conflicts with --no-warnings";
  } else if (options.out.read_warnings && options.mode == Mode::Aot) {
    error.message = "Cannot use -k with --aot";
  } else if (!options.run.pids.empty() && options.mode == Mode::Aot) {
    error.message = "USAGE: --aot takes no -p: which processes are traced is for who runs the program.";
    error.hints = {"give it to the program that is written: " + options.files.aot + " -p " +
                   std::to_string(options.run.pids[0])};
  } else if (options.mode == Mode::Top && OfOneScript(options)) {
    error.message = "USAGE: --top shows all BPF programs of this machine, and takes no script or process.";
    error.hints = {"what the probes of a script cost is said at its end with --stats"};
  } else if (options.out.stats && options.mode == Mode::Aot) {
    error.message = "USAGE: Cannot use --stats with --aot.";
    error.hints = {"give it to the program that is written: " + options.files.aot + " --stats"};
  } else if (options.out.stats && options.run.purpose != Purpose::Trace) {
    error.message = "USAGE: Cannot use --stats with --test or --bench.";
    error.hints = {"--bench measures the script's bench probes by itself"};
  } else if (options.out.stats && options.run.dry_run) {
    error.message = "USAGE: Cannot use --stats with --dry-run, which runs nothing.";
  } else if ((serves || options.out.serve.target) && options.mode == Mode::Aot) {
    const std::string option = serves ? "--serve" : "--otlp";
    error.message = "USAGE: --aot takes no " + option + ": that is for who runs the program.";
    error.hints = {"give it to the program that is written: " + options.files.aot + " " + option};
  } else if (!options.out.serve.token_file.empty() && !serves) {
    error.message = "USAGE: --serve-token needs --serve.";
  } else if (options.out.live && options.mode == Mode::Aot) {
    error.message = "USAGE: --aot takes no --live: who runs the program decides what is shown.";
    error.hints = {"give it to the program that is written: " + options.files.aot + " --live"};
  } else if (options.out.live && options.run.purpose != Purpose::Trace) {
    error.message = "USAGE: Cannot use --live with --test or --bench.";
  } else if (options.out.live && options.mode == Mode::Top) {
    error.message = "USAGE: Cannot use --live with --top, which shows no maps.";
  } else if (options.run.purpose != Purpose::Trace && options.mode == Mode::Aot) {
    error.message = "USAGE: Cannot use --test or --bench with --aot.";
  } else {
    CheckProfile(options, error);
  }
}

}  // namespace sonde
