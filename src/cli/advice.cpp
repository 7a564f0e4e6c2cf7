// Hints about the command line. Leaves: what advice.h declares. Covered by tests/cli/advice_test.cpp.
#include "cli/advice.h"

#include <getopt.h>

#include <algorithm>

#include "base/nearest.h"
#include "defs/options.h"

namespace sonde {
namespace {

struct OtherOption {
  std::string_view seen;
  std::string_view meant;
};

// Options of other tools, and what they are called here.
constexpr OtherOption kOtherOptions[] = {
    {"--json", "-f json"},
    {"--execute", "-e 'SCRIPT'"},
    {"--eval", "-e 'SCRIPT'"},
    {"--program", "-e 'SCRIPT'"},
    {"--process", "-p PID"},
    {"--command", "-c CMD"},
    {"--child", "-c CMD"},
    {"--out", "-o FILE"},
    {"--silent", "-q"},
    {"--usage", "-h"},
    {"--man", "-h"},
    {"--probes", "-l"},
    {"--search", "-l '*WORD*'"},
    {"--trace", "-e 'SCRIPT'"},
    {"--fix-it", "--fix"},
    {"--buffer", "-B"},
    {"--no-warn", "--no-warnings"},
    {"--force", "--unsafe"},
};

struct OtherHabit {
  std::string_view seen;
  std::string_view hint;
};

// Options of other tools that are written in the script here, or not at all.
constexpr OtherHabit kOtherHabits[] = {
    {"-a", "all CPUs and processes are traced unless -p or the script says otherwise: leave -a out"},
    {"-g", "a stack is a key of a map in the script: @[kstack] = count(), or ustack"},
    {"-n", "it is -e: -e 'PROBE { ... }'"},
    {"-s", "a file is given without an option: sonde FILE"},
    {"-i",
     "it is -e for a text, or the name of the file alone; what happens each second is interval:s:1 { ... }"},
    {"-t",
     "how long it runs is --for 10s; the time of an event is printed by time(\"%H:%M:%S \") in the script"},
    {"-T", "the time of an event is printed by time(\"%H:%M:%S \") in the script"},
    {"-u", "a user is a condition in the script: /uid == 1000/"},
    {"-U", "the user is uid in the script: print(uid)"},
    {"-C", "a CPU is a condition in the script: /cpu == 0/"},
    {"-K", "a function of the kernel is kprobe:NAME in the script: -e 'kprobe:vfs_read { @ = count() }'"},
    {"-x", "a process is -p PID, a failed call a condition in the script: /args.ret < 0/"},
    {"-w", "what changes something is allowed by --unsafe"},
    {"-D", "a value for a script is a word behind it, $1 there, or a named one behind --"},
    {"-r", "how long it runs is --for 10s"},
    {"-m", "the size of buffers is a setting: config = { perf_rb_pages = 64 }"},
    {"-P", "a probe stands in the script: -e 'tracepoint:syscalls:sys_enter_openat { @ = count() }'"},
    {"-S", "what the program becomes is shown by -d ast, -d types, -d codegen"},
    {"--add", "a probe needs no adding: -e 'kprobe:vfs_read { @ = count() }'"},
    {"--del", "probes go with the program that set them"},
    {"--timeout", "it is --for 10s"},
    {"--time", "it is --for 10s"},
    {"--duration", "it is --for 10s"},
    {"--seconds", "it is --for 10s"},
    {"--sleep", "it is --for 10s"},
    {"--limit", "it is --max-events N for events, --for 10s for time"},
    {"--count", "it is --max-events N"},
    {"--events", "it is --max-events N; a probe stands in the script"},
    {"--event", "a probe stands in the script: -e 'tracepoint:syscalls:sys_enter_openat { @ = count() }'"},
    {"--interval", "what happens each second is a probe of the script: interval:s:1 { ... }"},
    {"--freq", "how often a profile is taken stands in the script: profile:hz:99 { @[kstack] = count() }"},
    {"--frequency",
     "how often a profile is taken stands in the script: profile:hz:99 { @[kstack] = count() }"},
    {"--call-graph", "a stack is a key of a map in the script: @[kstack] = count(), or ustack"},
    {"--uid", "a user is a condition in the script: /uid == 1000/"},
    {"--user", "a user is a condition in the script: /uid == 1000/"},
    {"--comm", "a name is a condition in the script: /comm == \"sshd\"/"},
    {"--name", "a name is a condition in the script: /comm == \"sshd\"/"},
    {"--cpu", "a CPU is a condition in the script: /cpu == 0/"},
    {"--filter", "a condition stands in the script: PROBE /pid == 1/ { ... }"},
    {"--tid", "a thread is a condition in the script: /tid == 1234/"},
    {"--output-format", "it is -f json"},
    {"--script", "a file is given without an option: sonde FILE"},
    {"--file", "a file is given without an option: sonde FILE"},
    {"--color", "it is the environment variable BPFTRACE_COLOR=always, never or auto"},
    {"--colour", "it is the environment variable BPFTRACE_COLOR=always, never or auto"},
    {"--no-color", "it is the environment variable BPFTRACE_COLOR=never"},
    {"--config",
     "settings stand in the script, config = { max_strlen = 64 }, or in the environment, "
     "BPFTRACE_MAX_STRLEN=64"},
    {"--strlen", "it is a setting: config = { max_strlen = 64 }, or BPFTRACE_MAX_STRLEN=64"},
    {"--root", "it needs the privileges of root: sudo sonde ..."},
    {"--sudo", "it needs the privileges of root: sudo sonde ..."},
    {"--stdin", "a script on standard input is the file -: sonde -"},
};

// Words of other tools where a script is expected.
constexpr OtherOption kOtherWords[] = {
    {"help", "sonde -h"},
    {"list", "sonde -l"},
    {"ls", "sonde -l"},
    {"version", "sonde -V"},
    {"record", "sonde -e 'profile:hz:99 { @[kstack] = count() }'"},
    {"top", "sonde -e 'profile:hz:99 { @[comm] = count() }'"},
    {"stat", "sonde -e 'software:page-faults:1 { @[comm] = count() }'"},
    {"trace", "sonde -e 'tracepoint:syscalls:sys_enter_openat { print(comm) }'"},
    {"run", "sonde FILE"},
    {"exec", "sonde FILE"},
    {"probe", "sonde -e 'kprobe:vfs_read { @ = count() }'"},
    {"script", "sonde FILE"},
    {"info", "sonde --info"},
    {"report", "sonde -e 'profile:hz:99 { @[kstack] = count() }'"},
    {"search", "sonde -l '*WORD*'"},
    {"man", "sonde -h"},
    {"test", "sonde --test FILE"},
    {"bench", "sonde --bench FILE"},
    {"fmt", "sonde --fmt FILE"},
    {"format", "sonde --fmt FILE"},
    {"sudo", "sudo sonde FILE"},
};

bool IsName(std::string_view word) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789:*";
  return !word.empty() && word.find_first_not_of(kLetters) == std::string_view::npos;
}

}  // namespace

std::string QuotedWord(const std::string& word) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789:./-=";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word)
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::vector<std::string> AdviseFile(const std::string& file, const std::vector<std::string>& words,
                                    bool is_probe) {
  constexpr std::string_view kDashes[] = {"\u2013", "\u2014", "\u2212"};
  for (const std::string_view dash : kDashes) {
    if (!file.starts_with(dash)) continue;
    const std::string option = (file.size() > dash.size() + 1 ? "--" : "-") + file.substr(dash.size());
    return {"that begins with a dash of word processors, not with a minus: write " + option};
  }
  if (file.starts_with('-') && file != "-")
    return {"options stand before --: sonde " + file + " ... -- PARAMETERS"};
  if (const std::string near = NearestFile(file); !near.empty()) return {"did you mean " + near + "?"};
  for (const OtherOption& word : kOtherWords) {
    if (file == word.seen) return {"type " + std::string(word.meant)};
  }
  if (file.find('{') != std::string::npos)
    return {"to run the text itself, type sonde -e " + QuotedWord(file)};
  if (is_probe && !words.empty()) {
    std::string all = file;
    for (const std::string& word : words)
      all += " " + word;
    return {"the shell split the script: put all of it in single quotes, sonde -e " + QuotedWord(all)};
  }
  if (is_probe || (IsName(file) && file.find(':') != std::string::npos))
    return {"to trace it, type sonde -e '" + file + " { @ = count() }'; to see what there is, sonde -l '" +
            file + "'"};
  if (file.ends_with(".bt"))
    return {
        "the file is not in this folder; to run a text instead, sonde -e 'begin { print(\"hi\"); exit() }'"};
  if (IsName(file)) {
    return {"to trace a function of the kernel, type sonde -e 'kprobe:" + file + " { @ = count() }'",
            "to find it, sonde -l '*" + file + "*'"};
  }
  return {};
}

std::vector<std::string> AdviseOption(const std::string& word, const std::vector<std::string>& known) {
  const size_t equals = std::min(word.find('='), word.size());
  const std::string name = word.substr(0, equals);
  if (name.size() == 2 && name[1] >= '0' && name[1] <= '9')
    return {"a parameter that begins with - stands behind --: sonde ... -- " + word};
  for (const OtherOption& other : kOtherOptions) {
    if (name == other.seen) return {"there is no option " + name + ": it is " + std::string(other.meant)};
  }
  for (const OtherHabit& other : kOtherHabits) {
    if (name == other.seen) return {"there is no option " + name + ": " + std::string(other.hint)};
  }
  if (equals < word.size() && std::find(known.begin(), known.end(), name) != known.end())
    return {name + " takes no value: write " + name};
  const std::string near = Nearest(name, known);
  if (!near.empty()) return {"there is no option " + name + ": did you mean " + near + "?"};
  if (!name.starts_with("--")) return {"there is no option " + name + "; the list above has all"};
  return {"there is no option " + name + "; options that a script reads by getopt() stand behind --: -- " +
          word};
}

std::vector<std::string> AdviseUnknown(const std::string& word) {
  std::vector<std::string> known;
  for (const OptionRow& row : kOptions) {
    if (row.name.empty()) continue;
    known.push_back("--" + std::string(row.name));
    if (!row.argument.empty() && word == known.back()) return {word + " needs something behind it"};
  }
  if (optopt == 'e') return {"-e takes a script in single quotes: -e 'begin { print(\"hi\"); exit() }'"};
  if (optopt == 'p') return {"-p takes the number of a process: -p 1234"};
  if (optopt == 'o' || optopt == 'f' || optopt == 'B' || optopt == 'd' || optopt == 'I')
    return {std::string("-") + static_cast<char>(optopt) +
            " needs something behind it: -o FILE, -f json, -B line, -d ast, -I DIR"};
  if (optopt == 'F') return {"-F takes a number of samples a second: --profile -F 99"};
  if (optopt == 'c') return {"-c takes a command: -c 'ls /'"};
  return AdviseOption(optopt != 0 && optopt < 256 ? std::string("-") + static_cast<char>(optopt) : word,
                      known);
}

std::vector<std::string> AdvisePid(const std::string& text, const std::string& option) {
  const std::string takes = option + " takes the number of a process: " + option + " ";
  if (text.starts_with('-')) return {takes + "1234"};
  if (text.find_first_not_of("0123456789, ") == std::string::npos && text.find_first_of(", ") < text.size()) {
    std::string all;  // 1,2
    for (size_t at = 0; at < text.size() && all.size() < 100;) {
      const size_t end = std::min(text.find_first_of(", ", at), text.size());
      if (end > at) all += (all.empty() ? "" : " ") + option + " " + text.substr(at, end - at);
      at = end + 1;
    }
    return {"one process each: " + all};
  }
  if (!IsName(text)) return {};
  if (option == "-p" && (text == "id" || text == "robe" || text == "rocess"))  // -pid
    return {"an option of several letters has two dashes: --pid 1234, or -p 1234"};
  if (option != "-p") return {takes + "$(pgrep -o " + text + ")"};
  return {
      takes + "$(pgrep -o " + text + ")",
      "to trace all processes of that name, put it in the script: /comm == \"" + text.substr(0, 15) + "\"/"};
}

std::vector<std::string> AdvisePatterns(const std::vector<std::string>& patterns) {
  std::string all;
  for (const std::string& pattern : patterns)
    all += (all.empty() ? "" : ",") + pattern;
  return {"-l takes one pattern; several have commas between them: sonde -l '" + all + "'"};
}

std::vector<std::string> AdviseTargets() {
  return {"-c starts a program and traces it, -p traces one that runs already: leave one of them out"};
}

std::vector<std::string> AdviseStage(std::string_view stage, std::span<const std::string_view> known) {
  std::string stages;
  for (const std::string_view each : known)
    stages += (stages.empty() ? "" : ", ") + std::string(each);
  return {(stage.starts_with('-') ? "a stage is missing; there are: " : "there are: ") + stages};
}

std::vector<std::string> AdviseText(const std::string& text, bool is_file) {
  if (is_file) return {"-e takes a script; to run the file, type sonde " + QuotedWord(text)};
  return {};
}

std::vector<std::string> AdviseCommand(const std::string& command, const std::vector<std::string>& words) {
  std::vector<std::string> warnings;
  constexpr std::string_view kShellSigns[] = {" | ", " > ", " < ", " && ", " || ", " ; ", "; "};
  const bool shell = std::any_of(std::begin(kShellSigns), std::end(kShellSigns), [&](std::string_view sign) {
    return command.find(sign) != std::string::npos;
  });
  const bool asked = command.starts_with("sh -c") || command.starts_with("bash -c") ||
                     command.find(" -c ") != std::string::npos;
  if (shell && !asked) {
    std::string quoted = "sh -c \"";
    for (const char c : command)
      quoted += c == '"' || c == '\\' || c == '$' || c == '`' ? std::string("\\") + c : std::string(1, c);
    warnings.push_back("-c starts a program, no shell: | > < && ; are words to it. For a shell write -c " +
                       QuotedWord(quoted + "\""));
  }
  if (words.empty() || command.find(' ') != std::string::npos) return warnings;
  std::string all = command;
  for (const std::string& word : words)
    all += " " + word;
  warnings.push_back(
      "the words behind -c " + command +
      " are not its own, but the script's $1 and so on: for a command with arguments write -c " +
      QuotedWord(all));
  return warnings;
}

}  // namespace sonde
