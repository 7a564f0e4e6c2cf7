// Slips at the top level of a script. Leaves: HeaderSlip, ItemSlip, SlashedProbe, TopLevelComment. Covered by
// tests/golden/diag-syntax/slips/*.
#include "parser/probe_slips.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "defs/functions.h"
#include "defs/probe_types.h"
#include "parser/header_slips.h"
#include "parser/raw_text.h"

namespace sonde {
namespace {

Slip AsPredicate(std::string_view text, SourceRange point, SourceRange written, std::string_view condition) {
  const std::string predicate = "/" + Trimmed(condition) + "/";
  Slip slip{written,
            "expected '{': a condition of a probe stands between two /",
            {},
            {{written, predicate + (text[written.end - 1] == ' ' ? " " : "")}}};
  slip.hints.push_back("write " + std::string(text.substr(point.begin, point.end - point.begin)) + " " +
                       predicate + " { ... }");
  return slip;
}

// if (pid == 1) {, (pid == 1) {, when pid == 1 {, pid == 1/ {
std::optional<Slip> Condition(std::string_view text, SourceRange point, uint32_t at) {
  uint32_t from = at;
  const std::string_view word = WordAt(text, at);
  if (word == "if" || word == "when" || word == "where" || word == "filter")
    from = SkipLayout(text, at + static_cast<uint32_t>(word.size()));
  const uint32_t end = HeaderEnd(text, from);
  if (end >= text.size() || text.substr(at).starts_with("&&") || text.substr(at).starts_with("||"))
    return std::nullopt;
  const std::string written = Trimmed(text.substr(from, end - from));
  if (written.empty()) return std::nullopt;
  const bool enclosed = written.size() > 2 && ((written.front() == '[' && written.back() == ']') ||
                                               (written.front() == '"' && written.back() == '"'));
  const SourceRange range{
      at, from + static_cast<uint32_t>(text.substr(from, end - from).find_last_not_of(" \t\n") + 1)};
  if (written.front() == '(' && CloseOf(text, from) == from + written.size() - 1)
    return AsPredicate(text, point, range, std::string_view(written).substr(1, written.size() - 2));
  if (enclosed && Compares(written))
    return AsPredicate(text, point, range, std::string_view(written).substr(1, written.size() - 2));
  if (written.back() == '/' && Compares(written))
    return AsPredicate(text, point, range, std::string_view(written).substr(0, written.size() - 1));
  return Compares(written) && written.find("=>") == std::string::npos
             ? std::optional(AsPredicate(text, point, range, written))
             : std::nullopt;
}

// A probe of SystemTap as sonde writes it; empty if it has none.
std::string FromTap(const std::string& probe) {
  const bool at_return = probe.ends_with(".return");
  if (probe.starts_with("syscall.")) {
    std::string name = probe.substr(8, probe.find('.', 8) - 8);
    return std::string("tracepoint:syscalls:") + (at_return ? "sys_exit_" : "sys_enter_") + name;
  }
  if (const auto name = Inside(probe, "process("); !name.empty()) {
    return std::string(at_return ? "uretprobe:" : "uprobe:") + name + ":" + Inside(probe, ".function(");
  }
  if (const auto name = Inside(probe, "kernel.function("); !name.empty()) {
    return std::string(at_return ? "kretprobe:" : "kprobe:") + name.substr(0, name.find('@'));
  }
  if (const auto name = Inside(probe, "kernel.trace("); !name.empty()) return "tracepoint:" + name;
  if (probe.starts_with("vfs.")) {
    const std::string name = probe.substr(4, probe.find('.', 4) - 4);
    return (at_return ? "kretprobe:vfs_" : "kprobe:vfs_") + name;
  }
  if (probe == "scheduler.ctxswitch") return "tracepoint:sched:sched_switch";
  if (probe == "process.begin" || probe == "process.create") return "tracepoint:sched:sched_process_fork";
  if (probe == "process.exec") return "tracepoint:sched:sched_process_exec";
  if (probe == "process.end" || probe == "process.exit") return "tracepoint:sched:sched_process_exit";
  if (probe.starts_with("nd_syscall.")) return FromTap(probe.substr(3));
  if (probe == "netdev.receive") return "tracepoint:net:netif_receive_skb";
  if (probe == "netdev.transmit") return "tracepoint:net:net_dev_queue";
  if (probe == "timer.profile") return "profile:hz:99";
  if (probe.starts_with("timer.")) {
    std::string unit = probe.substr(6, probe.find('(') - 6);
    if (unit == "sec") unit = "s";
    if (unit == "msec") unit = "ms";
    return "interval:" + unit + ":" + Inside(probe, "(");
  }
  if (const size_t comma = probe.find(','); comma != std::string::npos) {  // begin, end
    const std::string first = FromTap(Trimmed(std::string_view(probe).substr(0, comma)));
    const std::string rest = FromTap(Trimmed(std::string_view(probe).substr(comma + 1)));
    return first.empty() || rest.empty() ? std::string() : first + ", " + rest;
  }
  return FindType(probe) != nullptr ? probe : std::string();
}

std::optional<Slip> TapProbe(std::string_view text, SourceRange point, uint32_t at) {
  if (text.substr(point.begin, point.end - point.begin) != "probe") return std::nullopt;
  const uint32_t end = HeaderEnd(text, at);
  const std::string written = Trimmed(text.substr(at, end - at));
  const std::string name = FromTap(written);
  const SourceRange range{point.begin, at + static_cast<uint32_t>(written.size())};
  Slip slip{range, "there is no word `probe` before a probe", {}, {}};
  slip.hints.push_back(
      name.empty() ? "for example tracepoint:syscalls:sys_enter_read { ... }; find one by sonde -l '*WORD*'"
                   : "write " + name + " { ... }");
  if (!name.empty()) slip.fixes.push_back({range, name});
  return slip;
}

// p::do_sys_openat2 "%s", arg2 of bcc's trace
std::optional<Slip> BccProbe(std::string_view text, SourceRange point, uint32_t at) {
  const std::string_view head = text.substr(point.begin, point.end - point.begin);
  if (text[at] != '"' || (!head.starts_with("p:") && !head.starts_with("r:") &&
                          !head.starts_with("kprobe:") && head.find(':') != std::string_view::npos))
    return std::nullopt;
  const std::string_view rest = text.substr(at, std::min(text.find('\n', at), text.size()) - at);
  if (head.find(':') == std::string_view::npos && rest.find('%') == std::string_view::npos)
    return std::nullopt;
  const std::string_view name = head.substr(head.rfind(':') + 1);
  std::string call = Trimmed(text.substr(at, std::min(text.find('\n', at), text.size()) - at));
  const size_t close = call.find('"', 1);
  if (close == std::string::npos) return std::nullopt;
  if (!std::string_view(call).substr(0, close).ends_with("\\n")) call.insert(close, "\\n");
  for (char n = '1'; n <= '6'; ++n) {  // its arguments are counted from 1
    const std::string old = std::string("arg") + n;
    const std::string value = std::string("arg") + static_cast<char>(n - 1);
    if (const size_t found = call.find(old); found != std::string::npos)
      call.replace(found, old.size(), call.find("%s") < found ? "str(" + value + ")" : value);
  }
  const std::string probe = (head.starts_with("r:") ? "kretprobe:" : "kprobe:") + std::string(name);
  return Slip{{point.begin, point.end},
              "a probe begins with its type, and what it does stands in braces",
              {"write " + probe + " { printf(" + call + ") }"},
              {}};
}

// def f(x) {, function f(x) {, int f(int x) {
std::optional<Slip> ForeignFunction(std::string_view text, SourceRange point, uint32_t at) {
  const std::string_view word = text.substr(point.begin, point.end - point.begin);
  const std::string_view name = WordAt(text, at);
  const uint32_t open = at + static_cast<uint32_t>(name.size());
  if (name.empty() || FindType(word) != nullptr || WordAt(text, point.begin) != word || open >= text.size() ||
      text[open] != '(')
    return std::nullopt;
  const uint32_t close = CloseOf(text, open);
  if (close == 0) return std::nullopt;
  std::string parameters;
  std::string_view rest = text.substr(open + 1, close - open - 1);
  while (!Trimmed(rest).empty() && Trimmed(rest) != "void") {
    const size_t comma = std::min(rest.find(','), rest.size());
    std::string each = Trimmed(rest.substr(0, comma));
    each = Trimmed(std::string_view(each).substr(0, std::min(each.find(':'), each.size())));
    const size_t last = each.find_last_of(" *$&");
    parameters += (parameters.empty() ? "$" : ", $") + each.substr(last == std::string::npos ? 0 : last + 1) +
                  ": int64";
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  if (const size_t cut = name.find("__");
      cut != std::string_view::npos && TakesParts(FindType(name.substr(0, cut)))) {
    std::string probe(name);  // int kprobe__vfs_read(struct pt_regs *ctx) of bcc
    for (size_t at_sign = cut; at_sign != std::string::npos; at_sign = probe.find("__", at_sign))
      probe.replace(at_sign, 2, ":");
    const SourceRange whole{point.begin, close + 1};
    return Slip{whole, "this is a program of C", {"write " + probe + " { ... }"}, {{whole, probe}}};
  }
  const std::string header =
      "fn " + std::string(name) + "(" + parameters + "): " + (word == "void" ? "void" : "int64");
  const SourceRange range{point.begin, close + 1};
  Slip slip{range, "a function begins with fn", {"write " + header + " { ... }"}, {{range, header}}};
  if (name == "main") {
    slip.hints = {"this looks like a program of C; a script is a list of probes: begin { print(\"hi\") }"};
    slip.fixes.clear();
  }
  return slip;
}

// kprobe:vfs_read(struct file *file) { ... }
std::optional<Slip> Parameters(std::string_view text, SourceRange point, uint32_t) {
  const std::string_view head = text.substr(point.begin, point.end - point.begin);
  const size_t open = head.find('(');
  const uint32_t close =
      open == std::string_view::npos ? 0 : CloseOf(text, point.begin + static_cast<uint32_t>(open));
  if (close <= point.end || head.find(':') > open) return std::nullopt;
  const std::string probe(head.substr(0, open));
  return Slip{
      {point.begin + static_cast<uint32_t>(open), close + 1},
      "expected '{': a probe names its function without parameters",
      {"write " + probe + " { ... }; what it is called with are arg0, arg1, in fentry probes args.NAME"},
      {{{point.begin + static_cast<uint32_t>(open), close + 1}, ""}}};
}

// Blanks in or instead of colons: kprobe vfs_read {, tracepoint: syscalls: sys_enter_read {
std::optional<Slip> BlankInProbe(std::string_view text, SourceRange point, uint32_t at) {
  const std::string_view head = text.substr(point.begin, point.end - point.begin);
  const bool colon = head.ends_with(':') || text[at] == ':';
  const bool type =
      head.find(':') == std::string_view::npos && TakesParts(FindType(head)) && !WordAt(text, at).empty();
  if (!colon && !type) return std::nullopt;
  const uint32_t end = HeaderEnd(text, at);
  const std::string rest = Trimmed(text.substr(at, std::min<size_t>(text.find('/', at), end) - at));
  std::string joined(head);
  if (!colon) joined += ':';
  for (const char c : rest) {
    if (!IsBlank(c)) joined += c;
  }
  if (joined.back() == ':') joined.pop_back();
  const SourceRange range{point.begin, at + static_cast<uint32_t>(rest.size())};
  return Slip{{point.end, at + 1},
              "expected '{': the parts of a probe have colons between them and no blanks",
              {"write " + joined + " { ... }"},
              {{range, joined}}};
}

// begin print("hi")
std::optional<Slip> BodyWithoutBraces(std::string_view text, SourceRange point, uint32_t at) {
  const std::string head(text.substr(point.begin, point.end - point.begin));
  const std::string_view word = WordAt(text, at);
  const bool call = !word.empty() && at + word.size() < text.size() && text[at + word.size()] == '(';
  if (!call && text[at] != '@' && text[at] != '$') return std::nullopt;
  const std::string_view rest = text.substr(at, std::min(text.find('\n', at), text.size()) - at);
  if (rest.find('{') != std::string_view::npos) return std::nullopt;
  const std::string body = Trimmed(rest);
  const SourceRange range{at, at + static_cast<uint32_t>(rest.size())};
  return Slip{{at, at + 1},
              "expected '{'",
              {"what a probe does stands in braces: " + head + " { " + body + " }"},
              {{range, "{ " + body + " }"}}};
}

// Arrows, colons and words between a probe and its block.
std::optional<Slip> SignBeforeBlock(std::string_view text, SourceRange point, uint32_t at) {
  for (const std::string_view sign : {"=>", "->", "then", "do", ":", ";"}) {
    const uint32_t behind = at + static_cast<uint32_t>(sign.size());
    if (!text.substr(at).starts_with(sign) || HeaderEnd(text, at) != SkipLayout(text, behind)) continue;
    const std::string head(text.substr(point.begin, point.end - point.begin));
    return Slip{{at, behind},
                "expected '{'",
                {"nothing stands between a probe and its block: " + head + " { ... }"},
                {{{at, SkipLayout(text, behind)}, ""}}};
  }
  return std::nullopt;
}

std::optional<Slip> MissingComma(std::string_view text, SourceRange point, uint32_t at) {
  std::string_view head = text.substr(point.begin, point.end - point.begin);
  const uint32_t behind = point.end;
  uint32_t cut = point.end;
  if (head.ends_with(';')) {  // kprobe:a; kprobe:b
    head.remove_suffix(1);
    --cut;
  }
  const std::string_view sign = text.substr(at, 2);
  const std::string_view word = sign == "&&" || sign == "||" ? sign : WordAt(text, at);
  const bool joined = word == "and" || word == "or" || word == sign;
  if (joined) at = SkipLayout(text, at + static_cast<uint32_t>(word.size()));
  const uint32_t end = ScanAttachPoint(text, at).end;
  const std::string_view next = text.substr(at, end - at);
  const bool probe = next.find(':') != std::string_view::npos || FindType(next) != nullptr;
  if (!probe || (head.find(':') == std::string_view::npos && FindType(head) == nullptr)) return std::nullopt;
  return Slip{{at, end},
              "expected '{'",
              {"probes with one block have a comma between them: " + std::string(head) + ", " +
               std::string(next) + " { ... }"},
              {{{cut, joined ? at : behind}, joined ? ", " : ","}}};
}

// Nothing follows.
Slip NoBlock(std::string_view head, SourceRange point, bool shell) {
  const std::string_view word = head.substr(0, head.find('('));
  const bool call =
      word.size() < head.size() && std::any_of(
                                       std::begin(kFunctions), std::end(kFunctions),
                                       [&](const FunctionRow& row) { return row.name == word; });
  if (call) {
    Slip slip{point,
              "expected '{': a statement stands in the block of a probe",
              {"write begin { " + std::string(head) + " }"},
              {}};
    slip.fixes.push_back({point, "begin { " + std::string(head) + " }"});
    return slip;
  }
  if (head.find(':') == std::string_view::npos && head.find_first_of("./") != std::string_view::npos)
    return Slip{point, "expected '{'", {}, {}};
  const bool once = FindType(head) != nullptr && !TakesParts(FindType(head));
  Slip slip{point, "expected '{'", {}, {}};
  const bool plain = WordAt(head, 0) == head && head.size() < 80 && FindType(head) == nullptr;
  if (plain) {
    const std::string name(head);
    slip.message = "expected '{': a probe has a type, a name and a block";
    slip.hints.push_back("for example tracepoint:syscalls:sys_enter_" + name + " { @ = count() } or kprobe:" +
                         name + " { @ = count() }; find it by sonde -l '*" + name + "*'");
  } else
    slip.hints.push_back("say what to do in a block: " + std::string(head) +
                         (once ? " { print(\"hi\"); exit() }" : " { @ = count() }"));
  if (shell)
    slip.hints.push_back(
        "if there was one, the shell split the script: put all of it in single quotes, sonde -e 'PROBE { ... "
        "}'");
  return slip;
}

// PROBE [ ... ], PROBE ( ... ): a block in other brackets.
std::optional<Slip> OtherBrackets(std::string_view text, SourceRange point, uint32_t at) {
  if (text[at] != '[' && text[at] != '(') return std::nullopt;
  const size_t close = text.find_last_not_of(" \t\n");
  if (close == std::string_view::npos || close <= at || text[close] != (text[at] == '[' ? ']' : ')') ||
      text.substr(at, close - at).find('{') != std::string_view::npos)
    return std::nullopt;
  const auto last = static_cast<uint32_t>(close);
  const std::string head(text.substr(point.begin, point.end - point.begin));
  return Slip{{at, at + 1},
              "expected '{'",
              {"what a probe does stands in braces: " + head + " {" +
               std::string(text.substr(at + 1, close - at - 1)) + "}"},
              {{{at, at + 1}, "{"}, {{last, last + 1}, "}"}}};
}

// PROBE {pid == 1} { ... }: a condition in braces.
std::optional<Slip> ConditionInBraces(std::string_view text, uint32_t at) {
  const size_t close = text.substr(0, at).find_last_not_of(" \t\n");
  if (close == std::string_view::npos || text[close] != '}') return std::nullopt;
  const size_t open = text.rfind('{', close);
  if (open == std::string_view::npos) return std::nullopt;
  const std::string inside = Trimmed(text.substr(open + 1, close - open - 1));
  if (!Compares(inside) || inside.find_first_of(";@}") != std::string::npos) return std::nullopt;
  const SourceRange range{static_cast<uint32_t>(open), static_cast<uint32_t>(close) + 1};
  return Slip{range,
              "a condition of a probe stands between two /",
              {"write /" + inside + "/ { ... }"},
              {{range, "/" + inside + "/"}}};
}

}  // namespace

std::optional<Slip> HeaderSlip(std::string_view text, SourceRange point, uint32_t at, bool shell) {
  const std::string_view head = text.substr(point.begin, point.end - point.begin);
  if (at >= text.size()) return NoBlock(head, point, shell);
  using Rule = std::optional<Slip> (*)(std::string_view, SourceRange, uint32_t);
  constexpr Rule kRules[] = {Parameters,        SectionOfC,      BccMap,       LoneCondition, BccProbe,
                             TapProbe,          SignBeforeBlock, Breakpoint,   Query,         ForeignFunction,
                             TimerWords,        GlobalVariable,  BlankInProbe, Condition,     MissingComma,
                             BodyWithoutBraces, OtherBrackets};
  for (const Rule rule : kRules) {
    if (auto slip = rule(text, point, at)) return slip;
  }
  return NoProbe(text, point, at);
}

std::optional<Slip> ItemSlip(std::string_view text, uint32_t at, uint32_t block) {
  const SourceRange here{at, at + 1};
  if (auto slip = CalledProbe(text, at)) return slip;
  if (auto slip = ShellBehind(text, at, block)) return slip;
  switch (text[at]) {
    case '{':
      if (auto slip = ConditionInBraces(text, at)) return slip;
      return Slip{
          here,
          "expected attach point",
          {"say when the block runs: begin " + std::string(text.substr(at, 40).find('}') < 40
                                                               ? text.substr(at, text.find('}', at) + 1 - at)
                                                               : "{ ... }")},
          {{{at, at}, "begin "}}};
    case '}':
      return Slip{here, "expected attach point", {"this } has no { before it: leave it out"}, {{here, ""}}};
    case '=':
      if (at != 0) return std::nullopt;
      return Slip{here,
                  "expected attach point",
                  {"a short option has a blank before its value, not =: sonde -e 'begin { exit() }'"},
                  {{here, ""}}};
    case '@':
    case '$': {
      const std::string statement = Trimmed(text.substr(at, std::min(text.find('\n', at), text.size()) - at));
      return Slip{here,
                  "expected attach point",
                  {"a statement stands in the block of a probe: tracepoint:syscalls:sys_enter_read { " +
                   statement + " }"},
                  {}};
    }
    case '/': {
      const uint32_t end = static_cast<uint32_t>(std::min(text.find('/', at + 1), text.size()));
      if (block == 0 && end < text.size()) {  // awk begins with a pattern
        const std::string pattern(text.substr(at + 1, std::min<uint32_t>(end - at - 1, 40)));
        return Slip{{at, end + 1},
                    "expected attach point: a probe comes first, then its condition",
                    {"for example tracepoint:syscalls:sys_enter_openat /match_regex(comm, \"" + pattern +
                     "\")/ { ... }"},
                    {}};
      }
      if (block == 0 || end >= text.size() || HeaderEnd(text, end) < text.size()) return std::nullopt;
      const std::string predicate(text.substr(at, end + 1 - at));
      Slip slip{{at, end + 1},
                "expected attach point: a predicate stands before the block",
                {"write PROBE " + predicate + " { ... }"},
                {}};
      slip.fixes = {{{block, block}, predicate + " "}, {{at, end + 1}, ""}};
      return slip;
    }
    default:
      break;
  }
  if (text.substr(at).starts_with("\u2018") || text.substr(at).starts_with("\u2019") ||
      text.substr(at).starts_with("\u201c")) {
    Slip slip{{at, at + 3},
              "a curly quote, which no shell knows",
              {"put the script in single quotes: '...'"},
              {{{at, at + 3}, ""}}};
    const size_t close = text.rfind("\u2019");
    if (close != std::string_view::npos && close > at)
      slip.fixes.push_back({{static_cast<uint32_t>(close), static_cast<uint32_t>(close) + 3}, ""});
    return slip;
  }
  return std::nullopt;
}

std::optional<Slip> SlashedProbe(std::string_view text, SourceRange point, uint32_t slash) {
  const std::string_view head = text.substr(point.begin, point.end - point.begin);
  if (slash != point.end || head.find(':') != std::string_view::npos || !TakesParts(FindType(head)))
    return std::nullopt;
  const uint32_t end = ScanAttachPoint(text, slash + 1).end;
  uint32_t last = end;
  while (last < text.size() && !IsBlank(text[last]) && text[last] != '{')
    ++last;
  std::string joined(text.substr(point.begin, last - point.begin));
  std::replace(joined.begin(), joined.end(), '/', ':');
  const SourceRange range{point.begin, last};
  return Slip{range,
              "the parts of a probe have colons between them",
              {"write " + joined + " { ... }"},
              {{range, joined}}};
}

uint32_t EndOfInclude(std::string_view text, uint32_t at) {
  const size_t open = text.find_first_of("<\"", at);
  const size_t close = text.find(text[open] == '<' ? '>' : '"', open + 1);
  return static_cast<uint32_t>(
      std::min(close == std::string_view::npos ? text.size() : close + 1, text.size()));
}

Slip BareInclude(std::string_view text, uint32_t at) {
  const uint32_t end = EndOfInclude(text, at);
  const bool alone = end >= text.size() || text[end] == '\n';
  const std::string line = "#" + std::string(text.substr(at, end - at));
  Slip slip{
      {at, end}, "an include begins with #", {"write " + line + (alone ? "" : ", in a line of its own")}, {}};
  slip.fixes.push_back({{at, end}, line + (alone ? "" : "\n")});
  return slip;
}

std::optional<Slip> TopLevelComment(std::string_view text, uint32_t at) {
  constexpr std::string_view kDirectives[] = {"include", "define",  "undef", "if",          "ifdef",
                                              "ifndef",  "elif",    "else",  "endif",       "pragma",
                                              "error",   "warning", "line",  "include_next"};
  const uint32_t next = SkipLayout(text, at + 1);
  const std::string_view word = WordAt(text, next);
  const size_t line_end = std::min(text.find('\n', at), text.size());
  if (next >= line_end ||
      std::find(std::begin(kDirectives), std::end(kDirectives), word) != std::end(kDirectives))
    return std::nullopt;
  Slip slip{{at, at + 1},
            "comments begin with //",
            {"write //" + std::string(text.substr(at + 1, line_end - at - 1))},
            {{{at, at + 1}, "//"}}};
  return slip;
}

}  // namespace sonde
