// Command line parsing on getopt_long. Leaves: ParseOptions, Usage. Covered by tests/cli/options_test.cpp.
#include "cli/options.h"

#include <getopt.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "output/formats.h"

namespace sonde {
namespace {

enum LongOption : int {
  kUnsafe = 256,
  kDryRun,
  kAot,
  kEmitElf,
  kEmitLlvm,
  kVerifyIr,
  kNoWarnings,
  kNoFeature,
  kStopAfter,
  kFollow,
  kFormat,
  kFix,
  kInclude,
  kKernelBtf,
  kDebugInfo,
  kTraceableFunctions,
  kTest,
  kBench,
  kUsdtFileActivation,
};

const option kLongOptions[] = {
    {"help", no_argument, nullptr, 'h'},
    {"version", no_argument, nullptr, 'V'},
    {"verbose", no_argument, nullptr, 'v'},
    {"quiet", no_argument, nullptr, 'q'},
    {"list", no_argument, nullptr, 'l'},
    {"pid", required_argument, nullptr, 'p'},
    {"cmd", required_argument, nullptr, 'c'},
    {"output", required_argument, nullptr, 'o'},
    {"warnings", no_argument, nullptr, 'k'},
    {"debug", required_argument, nullptr, 'd'},
    {"btf", no_argument, nullptr, 'b'},
    {"unsafe", no_argument, nullptr, kUnsafe},
    {"dry-run", no_argument, nullptr, kDryRun},
    {"aot", required_argument, nullptr, kAot},
    {"emit-elf", required_argument, nullptr, kEmitElf},
    {"emit-llvm", required_argument, nullptr, kEmitLlvm},
    {"verify-llvm-ir", no_argument, nullptr, kVerifyIr},
    {"no-warnings", no_argument, nullptr, kNoWarnings},
    {"no-feature", required_argument, nullptr, kNoFeature},
    {"stop-after", required_argument, nullptr, kStopAfter},
    {"test", no_argument, nullptr, kTest},
    {"bench", no_argument, nullptr, kBench},
    {"follow", no_argument, nullptr, kFollow},
    {"fmt", no_argument, nullptr, kFormat},
    {"fix", no_argument, nullptr, kFix},
    {"include", required_argument, nullptr, kInclude},
    {"kernel-btf", required_argument, nullptr, kKernelBtf},
    {"debuginfo", required_argument, nullptr, kDebugInfo},
    {"traceable-functions", required_argument, nullptr, kTraceableFunctions},
    {"usdt-file-activation", no_argument, nullptr, kUsdtFileActivation},
    {nullptr, 0, nullptr, 0},
};

const char* const kDumps[] = {"ast", "types", "codegen", "codegen-opt", "asm", "bundle", "all"};

std::vector<std::string> Split(const std::string& text, char at = ',') {
  std::vector<std::string> parts;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, at);)
    parts.push_back(part);
  return parts;
}

void ParsePid(const char* text, Options& options, UsageError& error) {
  constexpr long kMaxPid = 0x400000;
  char* end = nullptr;
  errno = 0;
  const long value = std::strtol(text, &end, 0);
  if (end == text) {
    error.message = std::string("Failed to parse pid: invalid integer: ") + text;
  } else if (*end != '\0') {
    error.message = std::string("Failed to parse pid: invalid trailing bytes: ") + text;
  } else if (errno == ERANGE || value < 0 || value > kMaxPid) {
    error.message = std::string("Pid out of range: ") + text;
  } else if (value == 0) {
    error.message = "Failed to attach to pid: Unable to open pidfd (Invalid argument)";
  } else {
    const auto pid = static_cast<int>(value);
    const bool known =
        std::find(options.run.pids.begin(), options.run.pids.end(), pid) != options.run.pids.end();
    if (!known) options.run.pids.push_back(pid);
  }
}

void ParseDumps(const char* text, Options& options, UsageError& error) {
  for (const auto& name : Split(text)) {
    if (std::find(std::begin(kDumps), std::end(kDumps), name) == std::end(kDumps)) {
      error.message = "USAGE: invalid option for -d: " + name;
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

void Choose(const char* text, std::initializer_list<const char*> values, std::string& target,
            std::string message, UsageError& error) {
  target = text;
  const bool known = std::any_of(values.begin(), values.end(), [&](const char* v) { return target == v; });
  if (!known) error.message = std::move(message);
}

// One of them, and no other mode.
void ChoosePurpose(Purpose purpose, const std::string& name, Options& options, UsageError& error) {
  const bool other = options.run.purpose != Purpose::Trace && options.run.purpose != purpose;
  if (other || options.mode == Mode::Format)
    error.message = "USAGE: " + name + " conflicts with existing --mode";
  options.run.purpose = purpose;
}

void ApplyOption(int option, Options& options, UsageError& error) {
  switch (option) {
    case 'e':
      options.script.text = optarg;
      options.script.has_text = true;
      break;
    case 'l':
      options.mode = Mode::List;
      break;
    case 'v':
      options.verbose = true;
      break;
    case 'h':
      options.mode = Mode::Help;
      break;
    case 'V':
      options.mode = Mode::Version;
      break;
    case 'q':
      options.out.quiet = true;
      break;
    case 'p':
      ParsePid(optarg, options, error);
      break;
    case 'c':
      options.run.command = optarg;
      options.run.has_command = true;
      break;
    case 'o':
      options.out.path = optarg;
      break;
    case 'f':
      options.out.format = optarg;
      if (auto format = output::FindFormat(optarg); !format) error.message = format.error().message;
      break;
    case 'B':
      Choose(optarg, {"line", "full", "none"}, options.out.buffering,
             "USAGE: -B must be either 'line', 'full', or 'none'.", error);
      break;
    case 'k':
      if (options.out.read_warnings) {
        error.message =
            "USAGE: -kk has been deprecated. Use a single -k for runtime warnings for errors in map lookups "
            "and probe reads.";
      }
      options.out.read_warnings = true;
      break;
    case 'd':
      ParseDumps(optarg, options, error);
      break;
    case 'b':
    case kUsdtFileActivation:  // every kernel that sonde runs on counts semaphores itself
      break;                   // accepted for old scripts, without effect
    case kUnsafe:
      options.script.unsafe = true;
      break;
    case kDryRun:
      options.run.dry_run = true;
      break;
    case kAot:
      options.mode = Mode::Aot;
      options.files.aot = optarg;
      break;
    case kEmitElf:
      options.files.elf = optarg;
      break;
    case kEmitLlvm:
      options.files.llvm = optarg;
      break;
    case kFollow:
      options.run.follow = true;
      break;
    case kFormat:
      if (options.run.purpose != Purpose::Trace)
        error.message = "USAGE: --fmt conflicts with existing --mode";
      options.mode = Mode::Format;
      break;
    case kTest:
      ChoosePurpose(Purpose::Test, "--test", options, error);
      break;
    case kBench:
      ChoosePurpose(Purpose::Benchmark, "--bench", options, error);
      break;
    case kFix:
      options.mode = Mode::Fix;
      break;
    case kKernelBtf:
      options.host.kernel_btf = optarg;
      break;
    case kDebugInfo:
      for (auto& folder : Split(optarg, ':'))
        options.host.debug_folders.push_back(std::move(folder));
      break;
    case kTraceableFunctions:
      options.host.traceable_functions = optarg;
      break;
    case kVerifyIr:
      options.verify_ir = true;
      break;
    case kNoWarnings:
      options.out.warnings = false;
      break;
    case 'I':
      options.script.include_dirs.emplace_back(optarg);
      break;
    case kInclude:
      options.script.includes.emplace_back(optarg);
      break;
    case kNoFeature:
      ParseNoFeature(optarg, options, error);
      break;
    case kStopAfter:
      ParseStage(optarg, options, error);
      break;
    default:
      error = {"", true};
      break;  // getopt has printed what is wrong
  }
}

void CheckConflicts(const Options& options, UsageError& error) {
  if (options.run.has_command && !options.run.pids.empty()) {
    error = {"USAGE: Cannot use both -c and -p.", true};
  } else if (options.run.follow && !options.run.has_command && options.run.pids.empty() &&
             options.mode != Mode::Aot) {
    error.message = "USAGE: --follow needs the processes to follow, by -p or -c.";
  } else if (options.out.read_warnings && !options.out.warnings) {
    error.message = "USAGE: -k, --warnings conflicts with --no-warnings";
  } else if (options.out.read_warnings && options.mode == Mode::Aot) {
    error.message = "Cannot use -k with --aot";
  } else if (options.run.purpose != Purpose::Trace && options.mode == Mode::Aot) {
    error.message = "USAGE: Cannot use --test or --bench with --aot.";
  }
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
  if (options.mode == Mode::List && !options.script.has_text) {
    if (words.empty()) return;
    if (!IsFile(words.front())) {
      options.list_pattern = words.front();
      if (words.size() > 1) error.show_help = true;
      return;
    }
  }
  if (!options.script.has_text && !words.empty()) {
    options.script.file = words.front();
    words.erase(words.begin());
  }
  options.script.positional = std::move(words);
  const bool needs_script = options.mode != Mode::Help && options.mode != Mode::Version;
  if (needs_script && !options.script.has_text && options.script.file.empty()) {
    error.message = "USAGE: filename or -e 'program' required.";
  }
}

// Of the usage: a line for each output format.
std::string FormatLines() {
  constexpr size_t kIndent = 23, kColumn = 30;
  std::string lines;
  for (const FormatRow& row : kFormats) {
    std::string line = std::string(kIndent, ' ') + std::string(row.name) + ' ';
    line.resize(std::max(line.size(), kColumn), ' ');
    lines += line + std::string(row.help) + '\n';
  }
  return lines;
}

}  // namespace

Options ParseOptions(int argc, char** argv, UsageError& error) {
  Options options;
  const int double_dash = FindDoubleDash(argc, argv);
  optind = 0;  // 0 makes getopt start over; tests parse more than once
  for (int c = 0; (c = getopt_long(argc, argv, "e:lvhVqp:c:o:f:B:kd:bI:", kLongOptions, nullptr)) != -1;) {
    ApplyOption(c, options, error);
    if (options.mode == Mode::Help && optind < argc && argv[optind][0] != '-')
      options.help_topic = argv[optind];
    if (options.mode == Mode::Help || options.mode == Mode::Version) return options;
    if (!error.message.empty() || error.show_help) return options;
  }
  // getopt leaves optind behind a `--`; the words are permuted to the end, the `--` before the last ones.
  const int moved_dash = optind > 1 && std::strcmp(argv[optind - 1], "--") == 0 ? optind - 1 : argc;
  CheckConflicts(options, error);
  if (error.message.empty()) {
    TakeWords(argc, argv, double_dash < argc ? moved_dash : argc, options, error);
  }
  return options;
}

std::string Usage(const std::string& program) {
  return "USAGE:\n"
         "    " +
         program +
         " [options] FILE [params] [-- params]\n"
         "    " +
         program +
         " [options] -e 'script' [params] [-- params]\n"
         "    " +
         program +
         " -l [pattern]\n"
         "\n"
         "OPTIONS:\n"
         "    -e SCRIPT          run SCRIPT\n"
         "    -l [PATTERN]       list probes, or types ('struct task_*'); with -v their arguments, "
         "definitions\n"
         "    -l FILE, -l -e SCRIPT\n"
         "                       list what a script's attach points match\n"
         "    -p PID             trace the process PID; repeatable\n"
         "    -c CMD             run CMD and trace until it ends\n"
         "    --follow           trace also what the processes of -p, or CMD, start, and so on\n"
         "    -o FILE            write the script's output to FILE\n"
         "    -f FORMAT          output format:\n" +
         FormatLines() +
         "    -B line|full|none  output buffering\n"
         "    -q                 no \"Attached N probes\"\n"
         "    -v                 say what is being done\n"
         "    -k                 also report failed reads and map lookups\n"
         "    --no-warnings      no warnings\n"
         "    --unsafe           allow what changes the system\n"
         "    -I DIR             search DIR for C headers\n"
         "    --include FILE     include the C header FILE before everything else\n"
         "    --test             run the script's test probes, and nothing else\n"
         "    --bench            measure the script's bench probes, and run nothing else\n"
         "    --dry-run          compile, load and attach, then end\n"
         "    --aot FILE         write a program that runs the script without a compiler\n"
         "    --kernel-btf FILE  kernel types from FILE: raw BTF, or ELF with .BTF; for --aot of other "
         "kernels\n"
         "    --emit-elf FILE    write the BPF object\n"
         "    --emit-llvm FILE   write FILE.original.ll and FILE.optimized.ll\n"
         "    --no-feature LIST  pretend the kernel lacks kprobe_multi, uprobe_multi, kprobe, fentry, "
         "sleepable,\n"
         "                       kprobe_session\n"
         "    --debuginfo DIRS   look for separate debug files in these folders (DIR:DIR) first\n"
         "    --traceable-functions FILE  instead of the kernel's list of functions: lines NAME or NAME "
         "[MODULE]\n"
         "    --fmt              print the script in its canonical layout; -o FILE rewrites FILE\n"
         "    --fix              repair in FILE what is certainly meant otherwise; of -e print the repaired "
         "line\n"
         "    --stop-after PHASE parse, check, lower or emit\n"
         "    -d STAGE           show ast, types, codegen, codegen-opt, asm or bundle, or all of them\n"
         "    -h, -V             this help, the version\n"
         "    -h WORD            probes, functions, aggregations, builtins, config, or one name of these\n"
         "\n"
         "EXAMPLES:\n"
         "    " +
         program +
         " -e 'tracepoint:syscalls:sys_enter_openat { printf(\"%s %s\\n\", comm, str(args.filename)); }'\n"
         "    " +
         program +
         " -e 'tracepoint:syscalls:sys_exit_read { @[comm] = hist(args.ret); }' -c 'ls /'\n"
         "    " +
         program + " -e 'profile:hz:99 { @[kstack] = count(); }'\n";
}

}  // namespace sonde
