// Slips in methods and modules of other languages, and in operators of texts. Leaves: MethodCall,
// TextOperator. Covered by tests/golden/diag-syntax/slips/*.
#include <algorithm>
#include <cctype>

#include "defs/aggregations.h"
#include "defs/builtins.h"
#include "defs/foreign_names.h"
#include "defs/functions.h"
#include "parser/slip_words.h"
#include "parser/slips.h"

namespace sonde {
namespace {

// What the language has for a method of a map or a text; the name itself where no table knows it.
std::string FunctionFor(std::string_view method, bool map) {
  for (const ForeignMethodRow& row : kForeignMethods) {
    if (row.name == method) return std::string(map ? row.of_map : row.of_text);
  }
  return std::string(method);
}

// comm.startswith("a") as a comparison. Empty if it is something else.
std::string StartsWith(const std::string& text, std::string_view method, const std::string& args) {
  const bool asks = method == "startswith" || method == "startsWith" || method == "starts_with";
  if (!asks || args.size() <= 2) return {};
  return "strncmp(" + text + ", " + args + ", " + std::to_string(args.size() - 2) + ") == 0";
}

// Whether a word is the name of a module of another language, whose functions stand behind a dot.
bool IsModule(std::string_view word) {
  constexpr std::string_view kModules[] = {
      "fmt", "os", "sys",  "time", "math", "string", "strings", "strconv", "console", "System", "io",
      "std", "re", "Math", "JSON", "Date", "Object", "json",    "random",  "process", "log",    "bpf"};
  return std::find(std::begin(kModules), std::end(kModules), word) != std::end(kModules);
}

// fmt.Printf("%d\n", 1), os.getpid(): the function, or what its name means here. Nothing: neither is known.
std::optional<Slip> ModuleCall(const SlipView& view, int first, int close) {
  if (view.Kind(first) != Tok::T_IDENT || first != -3 || !IsModule(view.Text(first))) return std::nullopt;
  std::string name(view.Text(-1));
  std::string lower = name;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  const ForeignNameRow* row =
      FindForeignName(name) != nullptr ? FindForeignName(name) : FindForeignName(lower);
  const SourceRange whole{view.Range(first).begin, view.Range(close).end};
  Slip slip{whole, "there are no modules, only functions", {}, {}, close};
  if ((IsFunction(lower) && !IsAggregation(lower)) ||
      (row != nullptr && !row->instead.empty() && IsFunction(row->instead))) {
    const std::string call =
        (IsFunction(lower) && !IsAggregation(lower) ? lower : std::string(row->instead)) +
        view.Between(0, close + 1);
    slip.hints.push_back("write " + call);
    slip.fixes.push_back({whole, call});
  } else if ((lower == "max" || lower == "min") && view.Kind(2) == Tok::T_COMMA && close == 4) {
    const std::string a = view.Between(1, 2), b = view.Between(3, 4);
    const std::string choice = a + (lower == "min" ? " < " : " > ") + b + " ? " + a + " : " + b;
    slip.hints.push_back("write " + choice);
    slip.fixes.push_back({whole, "(" + choice + ")"});
  } else if (row != nullptr && !row->instead.empty()) {
    slip.hints.push_back("write " + std::string(row->instead));
    slip.fixes.push_back({whole, std::string(row->instead)});
  } else if (row != nullptr) {
    slip.hints.emplace_back(row->hint);
  } else {
    slip.hints.emplace_back("`sonde -h functions` lists what there is");
  }
  return slip;
}

// @m.count(), @m.push(5), start.update(&pid, &ts)
Slip UnknownMethod(const SlipView& view, int first, int close, const std::string& name) {
  const std::string object = view.Between(first, -2);
  const std::string map = object.starts_with('@') ? object : "@" + BareName(object);
  const bool text = view.Kind(first) == Tok::T_STRING || object == "comm" || object.starts_with("str(");
  const bool word = std::all_of(map.begin() + 1, map.end(),
                                [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
  const SourceRange whole{view.Range(first).begin, view.Range(close).end};
  Slip slip{whole, "there are no methods, only functions", {}, {}, close};
  const std::string args = view.Between(1, close);
  const bool equals = name == "equals" || name == "eq" || name == "equal" || name == "compareTo";
  const ForeignNameRow* row = FindForeignName(name);
  if (equals && !args.empty()) {
    slip.hints.push_back("write " + object + " == " + args);
    slip.fixes.push_back({whole, object + " == " + args});
  } else if (object.starts_with('@') &&
             (name == "keys" || name == "values" || name == "items" || name == "forEach")) {
    slip.hints.push_back("a loop goes over a map: for $kv : " + object +
                         " { print($kv.0) }, where $kv.0 is the key, "
                         "$kv.1 the value");
  } else if (row != nullptr && !row->hint.empty() && !object.starts_with('@')) {
    slip.hints.emplace_back(row->hint);
  } else if (IsAggregation(name)) {
    const std::string instead = map + " = " + name + "(" + view.Between(1, close) + ")";
    slip.hints.push_back("write " + instead);
    if (view.StatementStart(0) == first && view.StatementEnd(0) == close + 1)
      slip.fixes.push_back({whole, instead});
  } else if (text) {
    slip.hints.push_back(
        "texts are compared, comm == \"a\", or looked into by strcontains(), strncmp(), match() and "
        "strlen()");
  } else if (!word) {
    slip.hints.push_back("`sonde -h functions` lists what there is");
  } else if (object == "args" && close == 1) {
    slip.hints.push_back("a field is no function: write args." + name);
    slip.fixes.push_back({whole, "args." + name});
  } else if (IsBuiltin(object) || object.starts_with('$') || object.find('.') != std::string::npos) {
    slip.hints.push_back(object +
                         " is a value: it is used as it is, in an expression or as an argument, print(" +
                         object + ")");
  } else {
    slip.hints.push_back("a map is set by " + map + "[KEY] = VALUE, counted up by " + map +
                         "[KEY]++, read as " + map + "[KEY]");
  }
  return slip;
}

}  // namespace

std::string FormatCall(const SlipView& view, int format_at, int from, int close) {
  std::string format(view.Text(format_at));
  int at = from;
  for (size_t hole = format.find('{'); hole != std::string::npos && at < close;
       hole = format.find('{', hole)) {
    const size_t end = format.find('}', hole);
    if (end == std::string::npos) break;
    int next = at;
    while (next < close && view.Kind(next) != Tok::T_COMMA)
      ++next;
    const std::string value = view.Between(at, next);
    const bool text =
        value == "comm" || value == "probe" || value.starts_with("str(") || value.starts_with('"');
    format.replace(hole, end + 1 - hole, text ? "%s" : "%d");
    at = next + 1;
  }
  if (!format.ends_with("\\n\"")) format.insert(format.size() - 1, "\\n");
  return std::string(RowOf(FunctionId::Printf).name) + "(" + format + ", " + view.Between(from, close) + ")";
}

// "a" . "b" of Perl and PHP, comm[0:3] of Python.
std::optional<Slip> TextOperator(const SlipView& view) {
  const bool joined =
      view.Kind(-1) == Tok::T_DOT && (view.Kind(0) == Tok::T_STRING || view.Kind(0) == Tok::T_VARIABLE);
  if (joined) {
    const int first = view.OperandStart(-2);
    const int last = view.OperandEnd(0);
    const std::string call = "str_concat(" + view.Between(first, -1) + ", " + view.Between(0, last + 1) + ")";
    const SourceRange whole{view.Range(first).begin, view.Range(last).end};
    return Slip{
        view.Range(-1), "there is no operator . that joins texts", {"write " + call}, {{whole, call}}, last};
  }
  if (view.Kind(0) != Tok::T_COLON || view.Kind(-2) != Tok::T_LBRACKET || view.Kind(1) != Tok::T_INT)
    return std::nullopt;
  const int first = view.OperandStart(-3);
  const std::string text = view.Between(first, -2);
  return Slip{{view.Range(-2).begin, view.Range(1).end},
              "there are no parts of texts in brackets",
              {"its first " + std::string(view.Text(1)) + " letters are printed by printf(\"%." +
               std::string(view.Text(1)) + "s\\n\", " + text + ")"},
              {},
              1};
}

// @m.delete(1), console.log("hi")
std::optional<Slip> MethodCall(const SlipView& view) {
  if (view.Kind(0) != Tok::T_LPAREN || view.Kind(-1) != Tok::T_IDENT || view.Kind(-2) != Tok::T_DOT)
    return std::nullopt;
  const int first = view.OperandStart(-1);
  const int close = view.Matching(0);
  if (close == 0) return std::nullopt;
  const std::string_view method = view.Text(-1);
  if (view.Kind(first) == Tok::T_STRING && method == "format") {
    const bool printed = view.Kind(first - 1) == Tok::T_LPAREN && view.Kind(first - 2) == Tok::T_IDENT &&
                         view.Kind(close + 1) == Tok::T_RPAREN;
    const SourceRange call{view.Range(printed ? first - 2 : first).begin,
                           view.Range(printed ? close + 1 : close).end};
    const std::string instead = FormatCall(view, first, 1, close);
    return Slip{call, "there are no methods, only functions", {"write " + instead}, {{call, instead}}, close};
  }
  if (auto slip = ModuleCall(view, first, close)) return slip;
  const bool printer = IsPrinter(method) || method == RowOf(FunctionId::Print).name;
  const std::string args = view.Between(1, close);
  const std::string object = view.Between(first, -2);
  const bool map = view.Kind(first) == Tok::T_MAP;
  std::string call = map ? std::string() : StartsWith(object, method, args);
  if (call.empty() && !map && printer && view.Kind(first) == Tok::T_IDENT) {
    call = "print(" + args + ")";
  } else if (call.empty()) {
    const std::string name = FunctionFor(method, map);
    if (IsAggregation(name) || !IsFunction(name)) return UnknownMethod(view, first, close, name);
    call = name + "(" + object + (args.empty() ? "" : ", " + args) + ")";
  }
  const SourceRange whole{view.Range(first).begin, view.Range(close).end};
  Slip slip{whole, "there are no methods, only functions", {"write " + call}, {{whole, call}}};
  slip.resume = close;
  return slip;
}

}  // namespace sonde
