// Command line parsing on getopt_long. Leaves: ParseOptions. Covered by tests/cli/options_test.cpp.
#include "cli/options.h"

#include <getopt.h>
#include <sys/stat.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <sstream>

#include "base/amount.h"
#include "base/console.h"
#include "cli/advice.h"
#include "cli/conflicts.h"
#include "cli/option_table.h"
#include "cli/profile.h"
#include "cli/script_words.h"
#include "defs/formats.h"
#include "defs/options.h"
#include "output/formats.h"
#include "serve/service.h"

namespace sonde {
namespace {

std::vector<std::string> Split(const std::string& text, char at = ',') {
  std::vector<std::string> parts;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, at);)
    parts.push_back(part);
  return parts;
}

void ParsePid(const char* text, const char* option, std::vector<int>& pids, UsageError& error) {
  constexpr long kMaxPid = 0x400000;
  char* end = nullptr;
  errno = 0;
  const long value = std::strtol(text, &end, 0);
  if (end == text || *end != '\0') {
    const char* what = end == text ? "integer: " : "trailing bytes: ";
    error.message = std::string("Failed to parse pid: invalid ") + what + text;
    error.hints = AdvisePid(text, option);
  } else if (errno == ERANGE || value < 0 || value > kMaxPid) {
    error.message = std::string("Pid out of range: ") + text;
  } else if (value == 0) {
    error.message = "Failed to attach to pid: Unable to open pidfd (Invalid argument)";
  } else {
    const auto pid = static_cast<int>(value);
    if (std::find(pids.begin(), pids.end(), pid) == pids.end()) pids.push_back(pid);
  }
}

void ParseDumps(const char* text, Options& options, UsageError& error) {
  std::vector<std::string> names = Split(text);
  if (names.empty() || std::string_view(text).ends_with(',')) names.emplace_back();
  for (const auto& name : names) {
    if (std::find(std::begin(kDumpStages), std::end(kDumpStages), name) == std::end(kDumpStages)) {
      error.message = "USAGE: invalid option for -d: " + name;
      error.hints = AdviseStage(name, kDumpStages);
      return;
    }
    options.dumps.push_back(name);
  }
}

void ParseNoFeature(const char* text, Options& options, UsageError& error) {
  for (const auto& name : Split(text)) {
    const auto* row = std::find_if(std::begin(kFeatures), std::end(kFeatures),
                                   [&](const FeatureRow& r) { return r.name == name; });
    const bool may_be_absent =
        row != std::end(kFeatures) &&
        (row->feature == Feature::KprobeMulti || row->feature == Feature::UprobeMulti ||
         row->feature == Feature::Kprobe || row->feature == Feature::Fentry ||
         row->feature == Feature::Sleepable || row->feature == Feature::KprobeSession);
    if (!may_be_absent) {
      error.message =
          "USAGE: --no-feature can only have values 'kprobe_multi,uprobe_multi,kprobe,fentry,sleepable,"
          "kprobe_session'.";
      return;
    }
    options.host.no_features.push_back(row->feature);
  }
}

void ParseStage(const std::string& text, Options& options, UsageError& error) {
  const std::pair<const char*, Stage> stages[] = {
      {"parse", Stage::Parse}, {"check", Stage::Check}, {"lower", Stage::Lower}, {"emit", Stage::Emit}};
  for (const auto& [name, stage] : stages) {
    if (text == name) {
      options.stop_after = stage;
      return;
    }
  }
  error.message = "USAGE: --stop-after can only be 'parse', 'check', 'lower' or 'emit'.";
}

// The argument is one of the option's words.
void Choose(OptionId id, std::string& target, const char* message, UsageError& error) {
  const std::vector<std::string_view> words = WordsOf(RowOf(id));
  target = optarg;
  if (std::find(words.begin(), words.end(), target) == words.end()) error.message = message;
}

// One of them, and no other mode.
void ChoosePurpose(Purpose purpose, const std::string& name, Options& options, UsageError& error) {
  const bool other = options.run.purpose != Purpose::Trace && options.run.purpose != purpose;
  if (other || options.mode == Mode::Format)
    error.message = "USAGE: " + name + " conflicts with existing --mode";
  options.run.purpose = purpose;
}

void ParseLimit(OptionId id, const char* text, RunLimits& limits, UsageError& error) {
  const auto take = [&](std::optional<uint64_t> amount, uint64_t& limit, const char* wanted) {
    limit = amount.value_or(0);
    if (!amount) {
      error.message =
          "USAGE: --" + std::string(RowOf(id).name) + " takes " + wanted + ", not '" + text + "'.";
    }
  };
  if (id == OptionId::For) {
    take(ParseTime(text), limits.nanoseconds, "a time: 10s, 500ms, 2m, 1h");
  } else if (id == OptionId::MaxEvents) {
    take(ParseCount(text), limits.events, "a number above 0");
  } else {
    take(ParseSize(text), limits.bytes, "a size: 200M, 1G");
  }
}

void SetMode(Mode mode, OptionId id, Options& options, UsageError& error) {
  if (mode == Mode::Format && options.run.purpose != Purpose::Trace)
    error.message = "USAGE: --" + std::string(RowOf(id).name) + " conflicts with existing --mode";
  if (options.mode != Mode::Run && options.mode != mode && error.message.empty())
    error.message = "USAGE: Cannot use " + std::string(OptionOf(mode)) + " with " +
                    std::string(OptionOf(options.mode)) + ".";
  options.mode = mode;
}

// --mode, which has other names of what --test, --bench, --fmt and --stop-after do.
void ParseMode(const std::string& text, Options& options, UsageError& error) {
  if (options.run.purpose != Purpose::Trace || options.mode == Mode::Format) {
    error.message = "USAGE: --mode conflicts with existing --mode";
  } else if (text == "codegen") {
    options.stop_after = Stage::Emit;
  } else if (text == "compiler-bench") {
    options.mode = Mode::CompilerBench;
  } else if (text == "bench") {
    options.run.purpose = Purpose::Benchmark;
  } else if (text == "test") {
    options.run.purpose = Purpose::Test;
  } else if (text == "format") {
    options.mode = Mode::Format;
  } else {
    error.message = "USAGE: --mode can only be 'codegen', 'compiler-bench', 'bench', 'test' or 'format'.";
  }
}

// Options about the script and what becomes of it. False: it is none of them.
bool ApplyToScript(OptionId id, Options& options, UsageError& error) {
  switch (id) {
    case OptionId::Script:
      if (options.script.has_text) {
        error.message = "USAGE: -e is given twice, and there is one script.";
        error.hints = {"put all probes into one: -e 'begin { ... } interval:s:1 { ... }'"};
      }
      options.script.text = optarg;
      options.script.has_text = true;
      return true;
    case OptionId::Unsafe:
      return options.script.unsafe = true;
    case OptionId::IncludeDir:
      options.script.include_dirs.emplace_back(optarg);
      return true;
    case OptionId::Include:
      options.script.includes.emplace_back(optarg);
      return true;
    case OptionId::ProbeFilter:
      options.run.probe_filter = optarg;
      return true;
    case OptionId::Mode:
      ParseMode(optarg, options, error);
      return true;
    case OptionId::Test:
      ChoosePurpose(Purpose::Test, "--test", options, error);
      return true;
    case OptionId::Bench:
      ChoosePurpose(Purpose::Benchmark, "--bench", options, error);
      return true;
    case OptionId::Fmt:
      SetMode(Mode::Format, id, options, error);
      return true;
    case OptionId::Fix:
      SetMode(Mode::Fix, id, options, error);
      return true;
    case OptionId::Aot:
      options.files.aot = optarg;
      SetMode(Mode::Aot, id, options, error);
      return true;
    case OptionId::Explain:
      SetMode(Mode::Explain, id, options, error);
      if (optarg != nullptr) options.out.target.format = "json";
      if (optarg != nullptr && std::string_view(optarg) != "json")
        error.message = "USAGE: --explain can only be =json.";
      return true;
    case OptionId::EmitElf:
      options.files.elf = optarg;
      return true;
    case OptionId::EmitLlvm:
      options.files.llvm = optarg;
      return true;
    case OptionId::VerifyIr:
      return options.verify_ir = true;
    case OptionId::NoCache:
      return options.no_cache = true;
    case OptionId::StopAfter:
      ParseStage(optarg, options, error);
      return true;
    case OptionId::Debug:
      ParseDumps(optarg, options, error);
      return true;
    default:
      return false;
  }
}

bool ApplyToService(OptionId id, Options& options, UsageError& error) {
  auto known = serve::ReadServiceOption(id, optarg, options.out.serve);
  if (known) return *known;
  error.message = "USAGE: " + known.error().message + ".";
  error.hints = known.error().hints;
  return true;
}

// Options about the run and what it says.
bool ApplyToRun(OptionId id, Options& options, UsageError& error) {
  switch (id) {
    case OptionId::Pid:
      ParsePid(optarg, "-p", options.run.pids, error);
      return true;
    case OptionId::DwarfPid:
      ParsePid(optarg, "--dwarf-pid", options.run.walked, error);
      return true;
    case OptionId::Command:
      options.run.command = optarg;
      return options.run.has_command = true;
    case OptionId::Follow:
      return options.run.follow = true;
    case OptionId::DryRun:
      return options.run.dry_run = true;
    case OptionId::For:
    case OptionId::MaxEvents:
    case OptionId::MaxMemory:
      ParseLimit(id, optarg, options.run.limits, error);
      return true;
    case OptionId::Output:
      options.out.target.path = optarg;
      return true;
    case OptionId::Format:
      if (Status status = output::AddFormat(options.out.target, optarg); !status) {
        error.message = status.error().message;
        error.hints = status.error().hints;
        const std::string given = optarg;
        if (given.ends_with(".bt")) error.hints = {"a script needs no option: sonde " + given};
        if (error.hints.empty()) error.hints = {"for example: -f json"};
      }
      return true;
    case OptionId::Icicle:
      return options.out.flame.icicle = true;
    case OptionId::Reverse:
      return options.out.flame.reverse = true;
    case OptionId::Diff:
      return options.out.flame.diff = optarg, true;
    case OptionId::Profile:
      return options.profile.wanted = true;
    case OptionId::Frequency:
      ParseRate(optarg, options, error);
      return true;
    case OptionId::Live:
      return options.out.live = true;
    case OptionId::Buffering:
      Choose(id, options.out.buffering, "USAGE: -B must be either 'line', 'full', or 'none'.", error);
      if (!error.message.empty()) error.hints = {"for example: -B line"};
      return true;
    case OptionId::Quiet:
      return options.out.quiet = true;
    case OptionId::Verbose:
      return options.verbose = true;
    case OptionId::Strict:
      return options.out.strict = true;
    case OptionId::Stats:
      return options.out.stats = true;
    case OptionId::NoWarnings:
      options.out.warnings = false;
      return true;
    case OptionId::Warnings:
      if (options.out.read_warnings) {
        error.message =
            "USAGE: -kk has been deprecated. Use a single -k for runtime warnings for errors in map lookups "
            "and probe reads.";
      }
      return options.out.read_warnings = true;
    default:
      return false;
  }
}

// Options about the machine, and what is no run.
bool ApplyToHost(OptionId id, Options& options, UsageError& error) {
  switch (id) {
    case OptionId::KernelBtf:
      options.host.kernel_btf = optarg;
      return true;
    case OptionId::DebugInfo:
      for (auto& folder : Split(optarg, ':'))
        options.host.debug_folders.push_back(std::move(folder));
      return true;
    case OptionId::TraceableFunctions:
      options.host.traceable_functions = optarg;
      return true;
    case OptionId::NoFeature:
      ParseNoFeature(optarg, options, error);
      return true;
    case OptionId::List:
      options.mode = Mode::List;
      return true;
    case OptionId::Top:
      SetMode(Mode::Top, id, options, error);
      return true;
    case OptionId::Info:
      SetMode(Mode::Info, id, options, error);
      return true;
    case OptionId::Completion:
      Choose(id, options.shell, "USAGE: --completion can only be 'bash', 'zsh' or 'fish'.", error);
      options.mode = Mode::Completion;
      return true;
    case OptionId::Help:
      options.mode = Mode::Help;
      return true;
    case OptionId::Version:
      options.mode = Mode::Version;
      return true;
    // For old scripts: every kernel that sonde runs on counts semaphores itself.
    case OptionId::Btf:
    case OptionId::UsdtFileActivation:
      return true;
    default:
      return false;
  }
}

// Whether a word is an option of sonde, whole.
bool IsWholeOption(std::string_view word) {
  return std::any_of(std::begin(kOptions), std::end(kOptions), [&](const OptionRow& row) {
    const bool letter = row.letter != 0 && word == std::string{'-', row.letter};
    return letter || (!row.name.empty() && word == "--" + std::string(row.name));
  });
}

void ApplyOption(int code, Options& options, UsageError& error) {
  const OptionRow* row = FindOption(code);
  if (row == nullptr) {
    error = {"", true, {}};  // getopt has printed what is wrong
    return;
  }
  if (optarg != nullptr && !row->argument.empty() && IsWholeOption(optarg)) {
    const std::string name = row->letter != 0 ? std::string{'-', row->letter} : "--" + std::string(row->name);
    error.message = "USAGE: " + name + " takes " + std::string(row->argument) + ", and '" + optarg +
                    "' behind it is an option.";
    error.hints = {"write " + name + " " + std::string(row->argument) + " first, then " + optarg};
    return;
  }
  const bool applied = ApplyToScript(row->id, options, error) || ApplyToRun(row->id, options, error) ||
                       ApplyToService(row->id, options, error) || ApplyToHost(row->id, options, error);
  assert(applied);
  (void)applied;
}

// Where `--` stands: what follows it and begins with -- is a named parameter.
int FindDoubleDash(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--") == 0) return i;
  }
  return argc;
}

// A script to list the probes of, rather than a pattern.
bool IsFile(const std::string& word) {
  struct stat info{};
  return stat(word.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

// What stands behind the file of a script is the script's if sonde does not know it. Removes that from argv.
void TakeScriptOptions(std::vector<char*>& argv, const KnownOptions& known, Options& options) {
  const size_t file = FirstWord(argv, known);
  const auto is = [&](const char* word) {
    return [word](const char* other) { return std::strcmp(word, other) == 0; };
  };
  if (file >= argv.size() || !IsFile(argv[file]) || std::any_of(argv.begin(), argv.end(), is("-e"))) return;
  options.script.unknown = TakeUnknownOptions(argv, file + 1, known);
  const auto behind = argv.begin() + static_cast<std::ptrdiff_t>(file);
  const auto help = std::find_if(behind, std::find_if(behind, argv.end(), is("--")), is("--help"));
  if (help == argv.end() || std::strcmp(*help, "--help") != 0) return;
  options.mode = Mode::ScriptHelp;
  options.script.file = argv[file];
}

void TakeWords(int argc, char** argv, int double_dash, Options& options, UsageError& error) {
  std::vector<std::string> words;
  for (int i = optind; i < argc; ++i) {
    const std::string word = argv[i];
    if (i > double_dash && word.starts_with("--")) {
      options.run.parameters.push_back(word);
    } else {
      words.push_back(word);
    }
  }
  if (options.profile.wanted) return ApplyProfile(words, options, error);
  if (options.mode == Mode::List && !options.script.has_text) {
    if (words.empty()) return;
    if (!IsFile(words.front())) {
      options.list_pattern = words.front();
      if (words.size() > 1) error = {"", true, AdvisePatterns(words)};
      return;
    }
  }
  if (!options.script.has_text && !words.empty()) {
    options.script.file = words.front();
    words.erase(words.begin());
  }
  options.script.positional = std::move(words);
  const bool needs_script =
      options.mode != Mode::Info && options.mode != Mode::Top && options.mode != Mode::Completion;
  CheckWords(options, error);
  if (error.message.empty() && needs_script && !options.script.has_text && options.script.file.empty()) {
    error.message = "USAGE: filename or -e 'program' required.";
    error.hints = {"for example: sonde -e 'tracepoint:syscalls:sys_enter_openat { print(comm) }'"};
  }
}

}  // namespace

UsageError UnknownOption(const std::string& program, const std::string& word) {
  TellError(program + ": unrecognized option '" + word + "'\n");
  optopt = 0;
  return {"", true, AdviseUnknown(word)};
}

Options ParseOptions(int count, char** given, UsageError& error) {
  Options options;
  static const GetoptTable table(kOptions);
  std::vector<char*> words(given, given + count);
  TakeScriptOptions(words, {table.letters.c_str(), table.names.data()}, options);
  if (options.mode == Mode::ScriptHelp) return options;
  const int argc = static_cast<int>(words.size());
  words.push_back(nullptr);
  char** const argv = words.data();
  const int double_dash = FindDoubleDash(argc, argv);
  optind = 0;  // 0 makes getopt start over; tests parse more than once
  for (int c = 0; (c = getopt_long(argc, argv, table.letters.c_str(), table.names.data(), nullptr)) != -1;) {
    ApplyOption(c, options, error);
    if (c == '?') error.hints = AdviseUnknown(argv[std::min(optind, argc) - 1]);
    if (options.mode == Mode::Help && optind < argc && argv[optind][0] != '-')
      options.help_topic = argv[optind];
    if (options.mode == Mode::Help || options.mode == Mode::Version) return options;
    if (!error.message.empty() || error.show_help) return options;
  }
  // getopt leaves optind behind a `--`; the words are permuted to the end, the `--` before the last ones.
  const int moved_dash = optind > 1 && std::strcmp(argv[optind - 1], "--") == 0 ? optind - 1 : argc;
  CheckConflicts(options, error);
  if (!options.script.unknown.empty() && options.mode != Mode::Run)
    error = UnknownOption(argv[0], options.script.unknown.front());
  if (error.message.empty() && !error.show_help) {
    TakeWords(argc, argv, double_dash < argc ? moved_dash : argc, options, error);
  }
  return options;
}

}  // namespace sonde
