// Leaves: what profile.h declares. Covered by tests/cli/options_test.cpp and tests/run/profile.test.
#include "cli/profile.h"

#include <algorithm>
#include <fstream>
#include <optional>

#include "base/amount.h"
#include "base/float_text.h"
#include "defs/formats.h"
#include "output/targets.h"

namespace sonde {
namespace {

// The rate is a word of the command line for it. Idle CPUs execute nothing.
constexpr std::string_view kScript =
    "let @ = percpuhash(65536);\n"
    "profile:hz:$1 /tid/ { @[comm, ustack, kstack] = count(); }\n";

constexpr std::string_view kFile = "profile";  // and the ending of the format
constexpr uint64_t kNanoseconds = 10'000'000'000;
constexpr uint64_t kMostSamples = 1'000'000;  // a second; no kernel allows so many

// What the kernel allows; nothing if it does not say.
std::optional<uint64_t> HighestRate() {
  std::ifstream file("/proc/sys/kernel/perf_event_max_sample_rate");
  uint64_t rate = 0;
  if (file >> rate) return rate;
  return std::nullopt;
}

std::string FirstEnding(Format format) {
  const std::string_view endings = RowOf(format).endings;
  return std::string(endings.substr(0, endings.find(' ')));
}

// The file that the stacks go to; of formats that have no ending none: they write nothing to keep.
std::optional<output::FormatFile> FileOf(const output::TargetRequest& given, UsageError& error) {
  Format format = Format::Flamegraph;
  if (!given.format.empty()) {
    auto named = output::FindFormat(given.format);
    if (!named) return error.message = named.error().message, std::nullopt;
    format = *named;
  } else if (const Format by_name = output::FormatOfFile(given.path);
             by_name != Format::Text || given.path.ends_with(FirstEnding(Format::Text))) {
    format = by_name;
  }
  const std::string ending = FirstEnding(format);
  if (given.path.empty() && ending.empty()) return std::nullopt;
  return output::FormatFile{std::string(RowOf(format).name),
                            given.path.empty() ? std::string(kFile) + ending : given.path};
}

// A summary for whoever waits, the stacks in a file, and what -f FORMAT=FILE asks for beside it.
void ChooseOutputs(output::TargetRequest& target, UsageError& error) {
  const std::optional<output::FormatFile> file = FileOf(target, error);
  if (file) {
    const auto same = [&](const output::FormatFile& other) { return other.path == file->path; };
    if (std::any_of(target.files.begin(), target.files.end(), same)) {
      error.message = "USAGE: -f writes two formats to " + file->path + ".";
      error.hints = {"-f FORMAT=FILE is one more beside what --profile writes; alone: -o " + file->path};
    }
    target.files.insert(target.files.begin(), *file);
  }
  target.path.clear();
  target.format = RowOf(Format::Summary).name;
}

// How long, if the command line says so.
void ChooseTime(const std::vector<std::string>& words, RunOptions& run, UsageError& error) {
  if (words.size() > 1) {
    error.message = "USAGE: --profile takes one number of seconds, not also '" + words[1] + "'.";
    std::string command;
    for (const std::string& word : words)
      command += (command.empty() ? "" : " ") + word;
    if (!ParseTime(words[0]))
      error.hints = {"a command is given with -c: sonde --profile -c '" + command + "'"};
  } else if (words.empty()) {
    if (!run.has_command && run.limits.nanoseconds == 0) run.limits.nanoseconds = kNanoseconds;
  } else if (const auto time = ParseTime(words[0]); !time) {
    error.message = "USAGE: --profile takes a number of seconds, not '" + words[0] + "'.";
    error.hints = {"for example: sonde --profile 10, of a process: sonde --profile -p 1234 10"};
    error.hints.push_back(run.has_command ? "a command is one word: -c '" + run.command + " " + words[0] + "'"
                                          : "of a command: sonde --profile -c '" + words[0] + "'");
  } else if (run.limits.nanoseconds != 0) {
    error.message = "USAGE: --profile takes its time by --for or as a number, not both.";
  } else {
    run.limits.nanoseconds = *time;
  }
}

}  // namespace

void ParseRate(const char* text, Options& options, UsageError& error) {
  const auto rate = ParseCount(text);
  const uint64_t most = HighestRate().value_or(kMostSamples);
  if (rate && *rate <= most) {
    options.profile.rate = *rate;
    return;
  }
  error.message = rate ? "-F " + std::string(text) + ": the kernel takes no more than " +
                             std::to_string(most) + " samples a second"
                       : "USAGE: -F takes a number of samples a second, not '" + std::string(text) + "'.";
  error.hints = {"99 is usual, and 999 for what takes less than a second"};
  if (rate) error.hints.push_back("the limit is kernel.perf_event_max_sample_rate, which sysctl changes");
}

void ApplyProfile(const std::vector<std::string>& words, Options& options, UsageError& error) {
  ChooseTime(words, options.run, error);
  if (!error.message.empty()) return;
  ChooseOutputs(options.out.target, error);
  options.script.text = kScript;
  options.script.has_text = true;
  options.script.positional = {std::to_string(options.profile.rate.value_or(kUsualRate))};
  // A command is what it starts, as well: a shell, a build.
  options.run.follow = options.run.follow || options.run.has_command;
}

std::string ProfileBegins(const Options& options) {
  const RunOptions& run = options.run;
  std::string text = "Sampling ";
  text += run.has_command ? "the command" : run.pids.empty() ? "all CPUs" : "processes";
  text += " at " + options.script.positional[0] + " Hz ";
  if (run.limits.nanoseconds == 0) return text + "until " + (run.has_command ? "it ends" : "Ctrl-C") + "\n";
  std::string seconds;
  AppendFloat(seconds, static_cast<double>(run.limits.nanoseconds) / 1e9, false);
  return text + "for " + seconds + " s; Ctrl-C ends it sooner\n";
}

std::string ProfileWritten(const Options& options) {
  std::string lines;
  for (const output::FormatFile& file : options.out.target.files)
    lines += "wrote " + file.path + "\n";
  return lines;
}

}  // namespace sonde
