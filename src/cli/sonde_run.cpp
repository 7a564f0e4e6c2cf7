// sonde-run: runs the bundle at the end of its own file (sonde --aot puts it there). No compiler, no
// parser. Covered by tests/runtime/sonde_run_test.cpp and tests/runtime/layering.cmake.
#include <getopt.h>

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
#include "cli/script_words.h"
#include "host/host_view.h"
#include "output/formats.h"
#include "runtime/child.h"
#include "runtime/libbpf_log.h"
#include "runtime/session.h"

namespace sonde {
namespace {

constexpr char kUsage[] =
    "USAGE:\n"
    "    %s [options]\n"
    "\n"
    "OPTIONS:\n"
    "    -B MODE     output buffering: line, full, none\n"
    "    -c COMMAND  run COMMAND and trace it\n"
    "    -f FORMAT, -f FORMAT=FILE\n"
    "                output format: %s; repeatable with FILE\n"
    "    -h, --help  show this help\n"
    "    -o FILE     write the script's output to FILE\n"
    "    -p PID      trace process PID; repeatable\n"
    "    --follow    trace also what the processes of -p, or COMMAND, start, and so on\n"
    "    --for TIME  end after TIME: 10s, 500ms, 2m, 1h\n"
    "    --max-events N, --max-memory SIZE\n"
    "                end after N results, or when this and its maps take more than SIZE\n"
    "    --strict    exit with 3 if anything was lost, missed, cut off or not named\n"
    "    --dwarf-pid PID  make the tables of dw_ustack for PID before tracing; repeatable\n"
    "    -d STAGE    show libbpf or verifier, or all: what they say of loading\n"
    "    -q          no line about attached probes\n"
    "    -v          verbose messages\n"
    "    -V, --version\n"
    "    --NAME[=VALUE]  an option of the script; -- --help lists them\n";

enum LongOption : int { kFollow = 256, kFor, kMaxEvents, kMaxMemory, kStrict, kDwarfPid };
constexpr option kLongOptions[] = {
    {"help", no_argument, nullptr, 'h'},
    {"version", no_argument, nullptr, 'V'},
    {"output", required_argument, nullptr, 'o'},
    {"quiet", no_argument, nullptr, 'q'},
    {"verbose", no_argument, nullptr, 'v'},
    {"pid", required_argument, nullptr, 'p'},
    {"cmd", required_argument, nullptr, 'c'},
    {"follow", no_argument, nullptr, kFollow},
    {"for", required_argument, nullptr, kFor},
    {"max-events", required_argument, nullptr, kMaxEvents},
    {"max-memory", required_argument, nullptr, kMaxMemory},
    {"strict", no_argument, nullptr, kStrict},
    {"dwarf-pid", required_argument, nullptr, kDwarfPid},
    {"debug", required_argument, nullptr, 'd'},
    {nullptr, 0, nullptr, 0},
};

struct Arguments {
  runtime::SessionOptions session;
  std::string command;
  bool has_command = false;
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
  fprintf(to, kUsage, program, output::FormatNames(", ").c_str());
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

void ReadOption(int letter, const char* program, Arguments& arguments) {
  runtime::SessionOptions& session = arguments.session;
  switch (letter) {
    case 'B':
      session.output.buffering = optarg;
      return;
    case 'c':
      arguments.command = optarg;
      arguments.has_command = true;
      return;
    case 'f':
      arguments.exit_code = ReadFormat(optarg, session.output.request);
      return;
    case 'o':
      session.output.request.path = optarg;
      return;
    case 'p':
      arguments.exit_code = ReadPid(optarg, session.targets.pids);
      return;
    case kFollow:
      session.targets.follow = true;
      return;
    case kFor:
      arguments.exit_code = ReadLimit(ParseTime(optarg), "--for", session.end.limits.nanoseconds);
      return;
    case kMaxEvents:
      arguments.exit_code = ReadLimit(ParseCount(optarg), "--max-events", session.end.limits.events);
      return;
    case kMaxMemory:
      arguments.exit_code = ReadLimit(ParseSize(optarg), "--max-memory", session.end.limits.bytes);
      return;
    case kStrict:
      session.end.strict = true;
      return;
    case kDwarfPid:
      arguments.exit_code = ReadPid(optarg, session.targets.walked);
      return;
    case 'd':
      arguments.exit_code = ReadDumps(optarg, session.dumps);
      return;
    case 'q':
      session.quiet = true;
      return;
    case 'v':
      session.verbose = true;
      return;
    case 'V':
      puts("sonde-run v" SONDE_VERSION);
      arguments.exit_code = 0;
      return;
    case 'h':
      Usage(stdout, program);
      arguments.exit_code = 0;
      return;
    default:
      Usage(stderr, program);
      arguments.exit_code = 1;
  }
}

Arguments ReadArguments(int count, char** given) {
  constexpr char kLetters[] = "B:c:d:f:ho:p:qvV";
  Arguments arguments;
  // What this does not know is the script's, which is looked at later.
  std::vector<char*> words(given, given + count);
  arguments.session.parameters = TakeUnknownOptions(words, 1, {kLetters, kLongOptions});
  const int argc = static_cast<int>(words.size());
  words.push_back(nullptr);
  char** const argv = words.data();
  int letter = 0;
  while (arguments.exit_code < 0 &&
         (letter = getopt_long(argc, argv, kLetters, kLongOptions, nullptr)) >= 0) {
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
  return arguments;
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
  std::unique_ptr<runtime::Child> child;
  if (arguments.has_command) {
    auto started = runtime::Child::Start(arguments.command);
    if (!started) {
      runtime::PrintError(started.error());
      return 1;
    }
    child = std::move(*started);
    arguments.session.child = child.get();
  }
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
