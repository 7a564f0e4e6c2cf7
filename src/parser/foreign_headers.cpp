// Headers of probes that are none: conditions alone, commands of gdb, queries, calls, what a shell should
// read. Leaves: what header_slips.h and probe_slips.h say of them. Covered by
// tests/golden/diag-syntax/slips/*.
#include <algorithm>
#include <cctype>

#include "defs/builtins.h"
#include "defs/foreign_names.h"
#include "parser/header_slips.h"
#include "parser/probe_slips.h"
#include "parser/raw_text.h"

namespace sonde {

bool Compares(std::string_view text) {
  constexpr std::string_view kSigns[] = {"==", "!=", "<", ">", "&&", "||"};
  return std::any_of(std::begin(kSigns), std::end(kSigns),
                     [&](std::string_view sign) { return text.find(sign) != std::string_view::npos; });
}

// comm == "sshd" {, comm ~ /ssh/ {, PROBE, pid > 5 {: a condition where a probe should be.
std::optional<Slip> LoneCondition(std::string_view text, SourceRange point, uint32_t at) {
  const std::string_view word = WordAt(text, point.begin);
  const bool builtin = std::any_of(std::begin(kBuiltins), std::end(kBuiltins),
                                   [&](const BuiltinRow& row) { return row.name == word; });
  const bool control = word == "if" || word == "when" || word == "where";
  const bool other = control || FindForeignName(word) != nullptr || text[point.begin] == '$';
  if ((!builtin && !other) || FindType(word) != nullptr) return std::nullopt;
  const uint32_t end = HeaderEnd(text, at);
  if (end >= text.size()) return std::nullopt;
  const uint32_t from = control ? point.begin + static_cast<uint32_t>(word.size()) : point.begin;
  std::string condition = Trimmed(text.substr(from, end - from));
  const size_t tilde = condition.find('~');
  if (tilde != std::string::npos) {  // of awk
    std::string pattern = Trimmed(std::string_view(condition).substr(tilde + 1));
    std::erase_if(pattern, [](char c) { return c == '/' || c == '"'; });
    condition = "match_regex(" + std::string(word) + ", \"" + pattern + "\")";
  } else if (!Compares(condition)) {
    return std::nullopt;
  }
  size_t before = point.begin;
  while (before > 0 && IsBlank(text[before - 1]))
    --before;
  const bool behind = before > 0 && text[before - 1] == ',';
  const SourceRange range{behind ? static_cast<uint32_t>(before - 1) : point.begin, end};
  Slip slip{{point.begin, std::max(point.end, point.begin + static_cast<uint32_t>(word.size()))},
            "expected attach point: a condition stands between two /, behind its probe",
            {"write " + std::string(behind ? "PROBE" : "tracepoint:syscalls:sys_enter_openat") + " /" +
             condition + "/ { ... }"},
            {}};
  if (behind) slip.fixes.push_back({range, " /" + condition + "/ "});
  return slip;
}

// b main, break main of gdb
std::optional<Slip> Breakpoint(std::string_view text, SourceRange point, uint32_t at) {
  const std::string_view head = text.substr(point.begin, point.end - point.begin);
  const std::string_view name = WordAt(text, at);
  if ((head != "b" && head != "break" && head != "tbreak" && head != "watch") || name.empty())
    return std::nullopt;
  const uint32_t end = at + static_cast<uint32_t>(name.size());
  const std::string probe =
      head == "watch" ? std::string("watchpoint:0xADDRESS:8:w") : "uprobe:PROGRAM:" + std::string(name);
  return Slip{{point.begin, end},
              "this is a command of gdb",
              {"a probe in a program is " + probe + " { print(ustack) }"},
              {}};
}

// SELECT comm, count(*) FROM ...
std::optional<Slip> Query(std::string_view text, SourceRange point, uint32_t) {
  std::string word(WordAt(text, point.begin));
  std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::tolower(c); });
  if (word != "select" || point.end - point.begin != word.size()) return std::nullopt;
  return Slip{
      point,
      "a script has probes, no queries",
      {"counts by name are tracepoint:syscalls:sys_enter_openat /pid > 1/ { @[comm] = count() }: the probe "
       "says what is seen, the key what it is grouped by"},
      {}};
}

// @tracepoint("syscalls", "sys_enter_open"), TRACEPOINT_PROBE(syscalls, sys_enter_open)
std::optional<Slip> CalledProbe(std::string_view text, uint32_t at) {
  uint32_t begin = text[at] == '@' ? at + 1 : at;
  const std::string_view word = WordAt(text, begin);
  const uint32_t open = begin + static_cast<uint32_t>(word.size());
  if (word.empty() || open >= text.size() || text[open] != '(') return std::nullopt;
  std::string type(word);
  std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) { return std::tolower(c); });
  if (type.ends_with("_probe")) type.resize(type.size() - 6);
  const uint32_t close = CloseOf(text, open);
  if (!TakesParts(FindType(type)) || close == 0) return std::nullopt;
  std::string parts;
  for (const char c : text.substr(open + 1, close - open - 1)) {
    if (!IsBlank(c) && c != '"' && c != '\'') parts += c == ',' ? ':' : c;
  }
  const std::string probe = std::string(FindType(type)->name) + ":" + parts;
  return Slip{{at, close + 1},
              "the parts of a probe have colons between them",
              {"write " + probe + " { ... }"},
              {{{at, close + 1}, probe}}};
}

// ... } | head, } > file, }; echo done: what a shell should read.
std::optional<Slip> ShellBehind(std::string_view text, uint32_t at, uint32_t block) {
  constexpr std::string_view kSigns = "|>&";
  const bool sign = kSigns.find(text[at]) != std::string_view::npos;
  if (block == 0 || !sign) return std::nullopt;
  const std::string rest = Trimmed(text.substr(at, std::min(text.find('\n', at), text.size()) - at));
  return Slip{{at, at + 1},
              "expected attach point: this is the shell's",
              {"the quote that ends the script stands before it: sonde -e '...' " + rest},
              {},
              0,
              true};
}

// Words that are no probe at all, at the beginning of a script or behind a block.
std::optional<Slip> NoProbe(std::string_view text, SourceRange point, uint32_t at) {
  const std::string_view head = text.substr(point.begin, point.end - point.begin);
  if (head.find(':') != std::string_view::npos || FindType(head) != nullptr ||
      WordAt(text, point.begin) != head)
    return std::nullopt;
  constexpr std::string_view kImports[] = {"from", "import", "package", "use", "require", "using", "library"};
  constexpr std::string_view kStatements[] = {"if", "for", "while", "let", "var", "return", "async", "class"};
  const auto is_one_of = [&](const auto& words) {
    return std::find(std::begin(words), std::end(words), head) != std::end(words);
  };
  if (is_one_of(kImports))
    return Slip{point,
                "expected a probe",
                {"the functions of the language are there without it: leave the line out"},
                {}};
  if (is_one_of(kStatements))
    return Slip{point,
                "expected a probe",
                {"a statement stands in the block of a probe, begin { ... } at the start: begin { " +
                 std::string(head) + " ... }"},
                {}};
  if (text.substr(at).find(':') < text.substr(at).find('{') && FindType(WordAt(text, at)) != nullptr)
    return Slip{point,
                "expected a probe: nothing stands before its type",
                {"leave " + std::string(head) + " out"},
                {{{point.begin, at}, ""}}};
  if (HeaderEnd(text, at) >= text.size()) {
    return Slip{point,
                "expected a probe",
                {"what stands outside of blocks is a probe, a type and a name: "
                 "tracepoint:syscalls:sys_enter_openat { ... }; what the shell should do stands behind the "
                 "quotes"},
                {}};
  }
  return Slip{
      point,
      "expected a probe",
      {"a probe has a type and a name, and perhaps a condition: tracepoint:syscalls:sys_enter_openat /pid > "
       "1/ { ... }; find one by sonde -l '*" +
       std::string(head) + "*'"},
      {}};
}

}  // namespace sonde
