// Hints about the command line. Leaves: what advice.h declares. Covered by tests/cli/advice_test.cpp.
#include "cli/advice.h"

#include <algorithm>

#include "base/nearest.h"

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
  for (const OtherOption& other : kOtherOptions) {
    if (name == other.seen) return {"there is no option " + name + ": it is " + std::string(other.meant)};
  }
  const std::string near = Nearest(name, known);
  if (!near.empty()) return {"there is no option " + name + ": did you mean " + near + "?"};
  if (!name.starts_with("--")) return {"there is no option " + name + "; the list above has all"};
  return {"there is no option " + name + "; options that a script reads by getopt() stand behind --: -- " +
          word};
}

std::vector<std::string> AdvisePid(const std::string& text, const std::string& option) {
  const std::string takes = option + " takes the number of a process: " + option + " ";
  if (text.starts_with('-')) return {takes + "1234"};
  if (!IsName(text)) return {};
  if (option != "-p") return {takes + "$(pgrep -o " + text + ")"};
  return {
      takes + "$(pgrep -o " + text + ")",
      "to trace all processes of that name, put it in the script: /comm == \"" + text.substr(0, 15) + "\"/"};
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
