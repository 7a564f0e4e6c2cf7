// sonde-run: runs the bundle at the end of its own file (sonde --aot puts it there). No compiler, no
// parser. Covered by tests/runtime/sonde_run_test.cpp and tests/runtime/layering.cmake.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/amount.h"
#include "base/console.h"
#include "base/standard_streams.h"
#include "bundle/bundle.h"
#include "cli/guard.h"
#include "cli/option_table.h"
#include "cli/script_words.h"
#include "host/host_view.h"
#include "live/view.h"
#include "runtime/child.h"
#include "runtime/libbpf_log.h"
#include "runtime/session.h"
#include "serve/service.h"

namespace sonde {
namespace {

struct Arguments {
  runtime::SessionOptions session;
  serve::ServiceOptions service;
  std::string command;
  bool has_command = false;
  bool live = false;
  int exit_code = -1;  // >= 0: end now
};

int Fail(const std::string& message) {
  TellError("ERROR: " + message + "\n");
  return 1;
}

int ReadPid(const char* text, std::vector<int>& pids) {
  constexpr unsigned long long kMost = 0x400000;
  char* end = nullptr;
  const unsigned long long number = strtoull(text, &end, 0);
  if (end == text) return Fail("Failed to parse pid: invalid integer: " + std::string(text));
  if (*end != '\0') return Fail("Failed to parse pid: invalid trailing bytes: " + std::string(text));
  if (number > kMost) return Fail("Pid out of range: " + std::to_string(number));
  if (number == 0) return Fail("Failed to attach to pid: Unable to open pidfd (Invalid argument)");
  const auto pid = static_cast<int>(number);
  if (std::find(pids.begin(), pids.end(), pid) == pids.end()) pids.push_back(pid);
  return -1;
}

void Usage(FILE* to, const char* program) {
  const std::string usage = "USAGE:\n    " + std::string(program) +
                            " [options] [--NAME[=VALUE]...]\n\nOPTIONS:\n" + OptionLines(RunnerOptions());
  Tell(to, usage);
}

// -1, or the exit code.
int ReadLimit(std::optional<uint64_t> amount, const char* option, uint64_t& limit) {
  if (!amount) return Fail("USAGE: " + std::string(option) + " does not take '" + optarg + "'.");
  limit = *amount;
  return -1;
}

int ReadDumps(const std::string& stages, runtime::LoadDumps& dumps) {
  const auto tell = [](std::string_view text) { Tell(stdout, std::string(text)); };
  for (size_t begin = 0; begin <= stages.size();) {
    const size_t end = std::min(stages.find(',', begin), stages.size());
    const std::string stage = stages.substr(begin, end - begin);
    begin = end + 1;
    if (stage != "libbpf" && stage != "verifier" && stage != "all")
      return Fail("USAGE: invalid option for -d: " + stage);
    if (stage != "verifier") dumps.libbpf = tell;
    if (stage != "libbpf") dumps.verifier = tell;
  }
  return -1;
}

int ReadFormat(const char* word, output::TargetRequest& request) {
  const Status status = output::AddFormat(request, word);
  if (status) return -1;
  runtime::PrintError(status.error());
  return 1;
}

int ReadService(OptionId id, serve::ServiceOptions& service) {
  const auto known = serve::ReadServiceOption(id, optarg, service);
  if (known) return -1;
  Error error = known.error();
  error.message = "USAGE: " + error.message + ".";
  runtime::PrintError(error);
  return 1;
}

void ReadOption(int code, const char* program, Arguments& arguments) {
  runtime::SessionOptions& session = arguments.session;
  const OptionRow* row = FindOption(code);
  if (row == nullptr) {  // getopt has said what is wrong
    Usage(stderr, program);
    arguments.exit_code = 1;
    return;
  }
  switch (row->id) {
    case OptionId::Buffering:
      session.output.buffering = optarg;
      return;
    case OptionId::Command:
      arguments.command = optarg;
      arguments.has_command = true;
      return;
    case OptionId::Format:
      arguments.exit_code = ReadFormat(optarg, session.output.request);
      return;
    case OptionId::Output:
      session.output.request.path = optarg;
      return;
    case OptionId::Pid:
      arguments.exit_code = ReadPid(optarg, session.targets.pids);
      return;
    case OptionId::Follow:
      session.targets.follow = true;
      return;
    case OptionId::Live:
      arguments.live = true;
      return;
    case OptionId::For:
      arguments.exit_code = ReadLimit(ParseTime(optarg), "--for", session.end.limits.nanoseconds);
      return;
    case OptionId::MaxEvents:
      arguments.exit_code = ReadLimit(ParseCount(optarg), "--max-events", session.end.limits.events);
      return;
    case OptionId::MaxMemory:
      arguments.exit_code = ReadLimit(ParseSize(optarg), "--max-memory", session.end.limits.bytes);
      return;
    case OptionId::Strict:
      session.end.strict = true;
      return;
    case OptionId::Stats:
      session.end.stats = true;
      return;
    case OptionId::Icicle:
      session.output.flame.icicle = true;
      return;
    case OptionId::Reverse:
      session.output.flame.reverse = true;
      return;
    case OptionId::Diff:
      session.output.flame.diff = optarg;
      return;
    case OptionId::DwarfPid:
      arguments.exit_code = ReadPid(optarg, session.targets.walked);
      return;
    case OptionId::Debug:
      arguments.exit_code = ReadDumps(optarg, session.dumps);
      return;
    case OptionId::Quiet:
      session.quiet = true;
      return;
    case OptionId::Verbose:
      session.verbose = true;
      return;
    case OptionId::Version:
      puts("sonde-run v" SONDE_VERSION);
      arguments.exit_code = 0;
      return;
    case OptionId::Help:
      Usage(stdout, program);
      arguments.exit_code = 0;
      return;
    default:
      arguments.exit_code = ReadService(row->id, arguments.service);
      return;
  }
}

Arguments ReadArguments(int count, char** given) {
  const GetoptTable table(RunnerOptions());
  Arguments arguments;
  // What this does not know is the script's, which is looked at later.
  std::vector<char*> words(given, given + count);
  arguments.session.parameters = TakeUnknownOptions(words, 1, {table.letters.c_str(), table.names.data()});
  const int argc = static_cast<int>(words.size());
  words.push_back(nullptr);
  char** const argv = words.data();
  int letter = 0;
  while (arguments.exit_code < 0 &&
         (letter = getopt_long(argc, argv, table.letters.c_str(), table.names.data(), nullptr)) >= 0) {
    ReadOption(letter, argv[0], arguments);
  }
  for (; arguments.exit_code < 0 && optind < argc; ++optind) {
    const bool named = strncmp(argv[optind], "--", 2) == 0;
    if (named) {
      arguments.session.parameters.emplace_back(argv[optind]);
    } else {
      arguments.exit_code = Fail("AOT does not support positional parameters");
    }
  }
  if (arguments.exit_code < 0 && arguments.has_command && !arguments.session.targets.pids.empty()) {
    arguments.exit_code = Fail("USAGE: Cannot use both -c and -p.");
  }
  const bool none = !arguments.has_command && arguments.session.targets.pids.empty();
  if (arguments.exit_code < 0 && arguments.session.targets.follow && none) {
    arguments.exit_code = Fail("USAGE: --follow needs the processes to follow, by -p or -c.");
  }
  if (const Status status = serve::CheckServiceOptions(arguments.service);
      arguments.exit_code < 0 && !status) {
    arguments.exit_code = Fail("USAGE: " + status.error().message + ".");
  }
  return arguments;
}

// What heads the page: the name of the program.
std::string TitleOf(const char* program) {
  const std::string path = program;
  return path.substr(path.rfind('/') + 1);
}

int Main(int argc, char** argv) {
  runtime::SilenceLibbpf();
  Arguments arguments = ReadArguments(argc, argv);
  if (arguments.exit_code >= 0) return arguments.exit_code;
  auto bundle = bundle::FindAppended("/proc/self/exe");
  if (!bundle) {
    runtime::PrintError(bundle.error());
    return 1;
  }
  if (!bundle->has_value()) {
    return Fail(std::string(argv[0]) + " carries no script; `sonde --aot FILE` makes executables that do");
  }
  std::unique_ptr<live::View> screen;
  if (arguments.live) {
    auto opened = live::View::Open();
    if (!opened) {
      runtime::PrintError(opened.error());
      return 1;
    }
    screen = std::move(*opened);
    arguments.session.live.screen = screen.get();
  }
  std::unique_ptr<runtime::Child> child;
  if (arguments.has_command) {
    using Terminal = runtime::Child::Terminal;
    auto started =
        runtime::Child::Start(arguments.command, screen == nullptr ? Terminal::Own : Terminal::Taken);
    if (!started) {
      runtime::PrintError(started.error());
      return 1;
    }
    child = std::move(*started);
    arguments.session.child = child.get();
  }
  auto service = serve::Service::Start(arguments.service, TitleOf(argv[0]), SONDE_VERSION);
  if (!service) {
    runtime::PrintError(service.error());
    return 1;
  }
  arguments.session.live.page = (*service)->view();
  TellError((*service)->Greeting());
  const auto host = MakeRealHost();
  auto code = runtime::Run(std::move(**bundle), *host, std::move(arguments.session));
  if (code) return *code;
  runtime::PrintError(code.error());
  return 255;
}

}  // namespace
}  // namespace sonde

int main(int argc, char** argv) {
  sonde::OpenStandardStreams();
  // A limit on the size of files (ulimit -f) is an error of the write, which is reported; not the end.
  std::signal(SIGXFSZ, SIG_IGN);
  return sonde::Guarded(sonde::Main, argc, argv);
}
