// sonde: the path of a script, from the command line to an exit code. Covered by the run tests.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "ast/formatter.h"
#include "base/console.h"
#include "base/diagnostics.h"
#include "base/files.h"
#include "base/nearest.h"
#include "base/script_file.h"
#include "base/standard_streams.h"
#include "bundle/bundle.h"
#include "cli/advice.h"
#include "cli/compiler_bench.h"
#include "cli/completion.h"
#include "cli/deep_stack.h"
#include "cli/fix.h"
#include "cli/guard.h"
#include "cli/help.h"
#include "cli/info.h"
#include "cli/list.h"
#include "cli/options.h"
#include "cli/pipeline.h"
#include "cli/profile.h"
#include "cli/script_help.h"
#include "dwarf/dwarf.h"
#include "dwarf/stack_lines.h"
#include "explain/account.h"
#include "host/files.h"
#include "host/host_view.h"
#include "imports/imports.h"
#include "live/view.h"
#include "parser/parser.h"
#include "probes/number.h"
#include "probes/probe_names.h"
#include "runtime/child.h"
#include "runtime/libbpf_log.h"
#include "runtime/privileges.h"
#include "runtime/session.h"
#include "runtime/target_processes.h"
#include "serve/service.h"
#include "symbols/debug_files.h"
#include "top/top.h"

namespace sonde {
namespace {

void TellHints(const std::vector<std::string>& hints) {
  for (const std::string& hint : hints)
    TellError("HINT: " + hint + "\n");
}

// Returns the exit code.
int TellUsageError(const UsageError& error, const char* program) {
  if (!error.message.empty()) TellError("ERROR: " + error.message + "\n");
  if (error.show_help) TellError(Usage(program));
  TellHints(error.hints);
  return 1;
}

std::optional<Source> ReadSource(const Options& options) {
  if (options.script.has_text)
    return Source(options.profile.wanted ? std::string(kProfileName) : "stdin", options.script.text);
  const bool piped = options.script.file == "-";
  auto text = piped ? ReadScriptFrom(STDIN_FILENO) : ReadScript(options.script.file, ScriptFrom::Anywhere);
  if (text && text->starts_with("\177ELF")) {
    const std::string& file = options.script.file;
    TellError("ERROR: '" + file + "' is a program, not a script\n");
    TellHints(
        {"to trace it, type sonde -e 'uprobe:" + file + ":main { print(comm) }' -c " + QuotedWord(file)});
    return std::nullopt;
  }
  if (text) return Source(piped ? "stdin" : options.script.file, std::move(*text));
  TellError("ERROR: failed to open file '" + options.script.file + "': " + text.error().Text() + "\n");
  std::error_code unreadable;
  if (!std::filesystem::exists(options.script.file, unreadable) && !unreadable) {
    const std::string& file = options.script.file;
    const bool probe = FindProbeType(file.substr(0, file.find_first_of(":{ "))) != nullptr;
    TellHints(AdviseFile(file, options.script.positional, probe));
  }
  return std::nullopt;
}

DebugInfoMaker MakerOfDebugInfo(const Options& options) {
  return [folders = options.host.debug_folders](const std::string& path) { return MakeDwarf(path, folders); };
}

// Null after an error.
std::unique_ptr<HostView> MakeHost(const Options& options) {
  SetDebugFolders(options.host.debug_folders);
  HostSettings settings;
  settings.no_features = options.host.no_features;
  settings.kernel_btf = options.host.kernel_btf;
  settings.debug_info = MakerOfDebugInfo(options);
  if (const std::string& file = options.host.traceable_functions; !file.empty()) {
    auto text = ReadTextFile(file);
    if (!text) return runtime::PrintError(text.TakeError().While("--traceable-functions")), nullptr;
    settings.traceable_functions = std::move(*text);
  }
  return MakeRealHost(std::move(settings));
}

// A process that is not there must not hide behind what its probes cannot find.
bool TargetsExist(const Options& options) {
  runtime::TargetProcesses targets;
  runtime::TargetProcesses walked;
  Status status = targets.Open(options.run.pids);
  if (status) status = walked.Open(options.run.walked, false, "--dwarf-pid");
  if (!status) runtime::PrintError(status.error());
  return status.ok();
}

int List(const Options& options) {
  if (!TargetsExist(options)) return 1;
  const auto host = MakeHost(options);
  if (host == nullptr) return 1;
  if (!options.script.has_text && options.script.file.empty()) return ListPatterns(*host, options);
  auto source = ReadSource(options);
  return source ? ListScript(std::move(*source), *host, options) : 1;
}

// The runner stands beside sonde.
Result<std::string> ReadRunner() {
  char path[PATH_MAX];
  const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (length < 0) return Error::FromErrno("cannot find sonde's own folder", errno);
  std::string runner(path, static_cast<size_t>(length));
  runner.erase(runner.rfind('/') + 1);
  runner += "sonde-run";
  std::ifstream file(runner, std::ios::binary);
  if (!file) {
    return Error("--aot needs the runner " + runner)
        .Hint("build the target sonde-run, or install it beside sonde");
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

int WriteAot(const bundle::Bundle& bundle, const Options& options) {
  auto runner = ReadRunner();
  if (!runner) return runtime::PrintError(runner.error()), 1;
  if (auto status = bundle::WriteExecutable(options.files.aot, *runner, bundle); !status) {
    return runtime::PrintError(status.error()), 1;
  }
  return 0;
}

// Needs no privileges and no kernel. With -o the file is replaced at once, so an interrupted run leaves it
// whole.
int FormatScript(const Options& options) {
  const auto source = ReadSource(options);
  if (!source) return 1;
  const DeepStack stack;
  Diagnostics diags;
  const ast::Program program = ParseProgram(*source, diags);
  if (diags.has_errors()) {
    TellError(RenderAll(diags, Severity::Error, *source));
    return 1;
  }
  const std::string text = ast::Format(program, *source);
  if (options.out.target.path.empty()) {
    Tell(stdout, text);
    return 0;
  }
  auto status = ReplaceFile(options.out.target.path, {text}, 0644, SpecialFile::WriteThrough);
  if (!status) return runtime::PrintError(status.error()), 1;
  return 0;
}

// Needs no kernel, and no script without a mistake.
int ShowScriptHelp(const Options& options) {
  auto source = ReadSource(options);
  if (!source) return 1;
  const DeepStack stack;
  Diagnostics ignored;
  const LoadedScript script = LoadProgram(std::move(*source), PathOf(options), ignored);
  const std::string help = ScriptHelp(script.program, script.source);
  Tell(stdout, help.empty() ? options.script.file + " says nothing of itself.\n" : help);
  return 0;
}

// Options behind the script that sonde does not have become parameters if the script reads them by getopt();
// else they are an error. What is wrong with the script itself is told by compiling it.
std::optional<UsageError> TakeParameters(const Source& source, Options& options, const char* program) {
  if (options.script.unknown.empty()) return std::nullopt;
  const DeepStack stack;
  Diagnostics diags;
  const LoadedScript script = LoadProgram(source, PathOf(options), diags);
  if (diags.has_errors()) return std::nullopt;
  const auto own = OptionsOfScript(script.program);
  std::vector<std::string> names;
  for (const ScriptOption& option : own)
    names.push_back("--" + option.name);
  for (const std::string& word : options.script.unknown) {
    if (names.empty()) return UnknownOption(program, word);
    const std::string name = word.substr(0, word.find('='));
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      UsageError error{"neither sonde nor " + options.script.file + " has an option " + name, false, {}};
      if (const std::string near = Nearest(name, names); !near.empty())
        error.hints.push_back("did you mean " + near + "?");
      error.hints.push_back("its own options: " + options.script.file + " --help");
      return error;
    }
    options.run.parameters.push_back(word);
  }
  return std::nullopt;
}

runtime::SessionOptions MakeSessionOptions(const Options& options, runtime::Child* child) {
  runtime::SessionOptions session;
  session.targets.pids = options.run.pids;
  session.child = child;
  session.targets.follow = options.run.follow;
  session.targets.walked = options.run.walked;
  KernelPlaces kernel;
  kernel.folders = options.host.debug_folders;
  session.lines = MakeSourceLines(MakerOfDebugInfo(options), std::move(kernel));
  session.verbose = options.verbose;
  session.quiet = options.out.quiet;
  session.dry_run = options.run.dry_run;
  session.parameters = options.run.parameters;
  session.output.request = options.out.target;
  session.output.flame = options.out.flame;
  session.output.buffering = options.out.buffering;
  session.warnings.shown = options.out.warnings;
  session.end.strict = options.out.strict;
  session.end.stats = options.out.stats;
  session.end.planned = options.profile.wanted;
  const auto tell = [](std::string_view text) {
    Tell(stdout, std::string(text));
    std::fflush(stdout);
  };
  if (WantsDump(options, "libbpf")) session.dumps.libbpf = tell;
  if (WantsDump(options, "verifier")) session.dumps.verifier = tell;
  session.end.limits = {options.run.limits.nanoseconds, options.run.limits.events, options.run.limits.bytes};
  session.warnings.reads = options.out.read_warnings;
  return session;
}

// A parameter whose default is written as a plain number is hardly meant in nanoseconds, which a duration is.
void WarnOfDurations(const Source& source, const Options& options) {
  if (options.run.parameters.empty() || !options.out.warnings) return;
  const DeepStack stack;
  Diagnostics diags;
  const LoadedScript script = LoadProgram(source, PathOf(options), diags);
  for (const ScriptOption& option : OptionsOfScript(script.program)) {
    const auto plain = ParseProbeNumber(option.default_value);
    if (option.kind != "N" || !plain || plain->duration) continue;
    for (const std::string& word : options.run.parameters) {
      if (!word.starts_with("--" + option.name + "=")) continue;
      const auto given = ParseProbeNumber(word.substr(option.name.size() + 3));
      if (!given || !given->duration) continue;
      TellError("WARNING: " + word + " means " + std::to_string(given->value) +
                ", as durations are in nanoseconds: where the script counts in another unit, write the "
                "number alone\n");
    }
  }
}

// What the page that --serve shows is headed with.
std::string TitleOf(const Options& options) {
  if (options.profile.wanted) return std::string(kProfileName);
  const std::string& file = options.script.file;
  return options.script.has_text ? options.script.text : file.substr(file.rfind('/') + 1);
}

int RunScript(Options& options, const char* program) {
  auto source = ReadSource(options);
  if (!source) return 1;
  if (const auto error = TakeParameters(*source, options, program)) return TellUsageError(*error, program);
  WarnOfDurations(*source, options);
  const auto host = MakeHost(options);
  if (host == nullptr) return 1;

  // Without the right to trace, what the compiler cannot read would only hide the reason.
  if (options.mode == Mode::Run && options.stop_after == Stage::All) {
    if (auto status = runtime::CheckPrivileges(); !status) return runtime::PrintError(status.error()), 1;
  }

  if (options.mode == Mode::Run && !TargetsExist(options)) return 1;

  std::unique_ptr<live::View> screen;
  if (options.out.live && options.mode == Mode::Run && !options.run.dry_run) {
    auto opened = live::View::Open();
    if (!opened) return runtime::PrintError(opened.error()), 1;
    screen = std::move(*opened);
  }

  // The child exists before compilation, so that its pid is known; it runs once everything is attached.
  std::unique_ptr<runtime::Child> child;
  if (options.run.has_command && options.mode == Mode::Run) {
    using Terminal = runtime::Child::Terminal;
    auto started =
        runtime::Child::Start(options.run.command, screen == nullptr ? Terminal::Own : Terminal::Taken);
    if (!started) return runtime::PrintError(started.error()), 1;
    child = std::move(*started);
  }
  if (options.run.has_command && options.out.warnings && !options.profile.wanted) {
    for (const std::string& warning : AdviseCommand(options.run.command, options.script.positional))
      TellError("WARNING: " + warning + "\n");
  }
  CompileOutcome compiled = CompileScript(std::move(*source), *host, options);
  if (!compiled.bundle) return compiled.exit_code;
  if (options.mode == Mode::Aot) return WriteAot(*compiled.bundle, options);

  runtime::SessionOptions session = MakeSessionOptions(options, child.get());
  session.warnings.predicates = std::move(compiled.predicates);
  std::unique_ptr<serve::Service> service;
  if (!options.run.dry_run) {
    auto started = serve::Service::Start(options.out.serve, TitleOf(options), SONDE_VERSION);
    if (!started) return runtime::PrintError(started.error()), 1;
    service = std::move(*started);
    session.live.page = service->view();
    TellError(service->Greeting());
  }
  session.live.screen = screen.get();
  if (options.profile.wanted && !options.out.quiet && !options.run.dry_run) TellError(ProfileBegins(options));
  auto code = runtime::Run(std::move(*compiled.bundle), *host, std::move(session));
  if (!code) return runtime::PrintError(code.error()), 255;
  if (options.profile.wanted && (*code == 0 || *code == runtime::kIncomplete) && !options.run.dry_run)
    Tell(stdout, ProfileWritten(options));
  return *code;
}

int ShowHelp(const char* program, const std::string& topic) {
  if (topic.empty()) return Tell(stdout, Usage(program)), 0;
  const auto help = HelpOn(topic);
  if (help) return Tell(stdout, *help), 0;
  TellError("ERROR: There is no help on '" + topic + "'.\nHINT: there is on " + HelpTopics() +
            ", and on each name in these\n");
  if (const std::string near = Nearest(topic, HelpNames()); !near.empty())
    TellError("HINT: did you mean sonde -h " + near + "?\n");
  return 1;
}

int ShowInfo(const Options& options) {
  const auto host = MakeHost(options);
  if (host == nullptr) return 1;
  const auto sections = GatherInfo(*host, SONDE_VERSION);
  Tell(stdout, options.out.target.format == "json" ? InfoJson(sections) : InfoText(sections));
  return 0;
}

int ShowTop(const Options& options) {
  const Status status = top::ShowTop({options.out.target.format == "json", options.run.limits.nanoseconds});
  if (!status) runtime::PrintError(status.error());
  return status ? 0 : 1;
}

// The script's own text is kept: the compiler takes the source.
int ExplainScript(Options& options, const char* program) {
  auto source = ReadSource(options);
  if (!source) return 1;
  if (const auto error = TakeParameters(*source, options, program)) return TellUsageError(*error, program);
  const auto host = MakeHost(options);
  if (host == nullptr) return 1;
  const Source script = *source;
  CompileOutcome compiled = CompileScript(std::move(*source), *host, options);
  if (!compiled.bundle) return compiled.exit_code;
  if (compiled.bundle->metadata.probes.empty()) {
    TellError(
        "ERROR: there is nothing to explain: the script has no probes\n"
        "HINT: a script is a list of probes, for example begin { print(\"hi\"); exit() }\n");
    return 1;
  }
  const auto account = explain::MakeAccount(script, *compiled.bundle);
  if (!account) return runtime::PrintError(account.error()), 1;
  Tell(stdout, options.out.target.format == "json" ? AccountJson(*account) : AccountText(*account));
  return FlushConsole() ? 0 : 1;
}

int MeasureCompiler(const Options& options) {
  auto source = ReadSource(options);
  const auto host = source ? MakeHost(options) : nullptr;
  return host == nullptr ? 1 : BenchCompiler(*source, *host, options);
}

int Main(int argc, char** argv) {
  runtime::SilenceLibbpf();
  if (argc <= 1) {
    TellError(Usage(argv[0]));
    struct stat info{};
    if (fstat(STDIN_FILENO, &info) == 0 && S_ISFIFO(info.st_mode))
      TellHints({"for a script on standard input type sonde -"});
    return 1;
  }
  UsageError error;
  Options options = ParseOptions(argc, argv, error);
  if (!error.message.empty() || error.show_help) return TellUsageError(error, argv[0]);
  switch (options.mode) {
    case Mode::Help:
      return ShowHelp(argv[0], options.help_topic);
    case Mode::Version:
      std::puts("sonde v" SONDE_VERSION);
      return 0;
    case Mode::List:
      return List(options);
    case Mode::Info:
      return ShowInfo(options);
    case Mode::Top:
      return ShowTop(options);
    case Mode::Completion:
      return Tell(stdout, CompletionFor(options.shell)), 0;
    case Mode::CompilerBench:
      return MeasureCompiler(options);
    case Mode::Run:
    case Mode::Aot:
      return RunScript(options, argv[0]);
    case Mode::Explain:
      return ExplainScript(options, argv[0]);
    case Mode::ScriptHelp:
      return ShowScriptHelp(options);
    case Mode::Format:
      return FormatScript(options);
    case Mode::Fix: {
      const auto host = MakeHost(options);
      return host == nullptr ? 1 : FixScript(options, *host);
    }
  }
  return 1;
}

}  // namespace
}  // namespace sonde

int main(int argc, char** argv) {
  sonde::OpenStandardStreams();
  // A limit on the size of files (ulimit -f) is an error of the write, which is reported; not the end.
  std::signal(SIGXFSZ, SIG_IGN);
  return sonde::Guarded(sonde::Main, argc, argv);
}
