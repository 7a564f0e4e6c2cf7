// Slips in statements: declarations of C, names without a sign, calls without parentheses and as methods,
// other brackets, several assignments in one. Leaves: Declaration, CallWithoutParentheses, MethodCall,
// MissingSign, SeveralAssignments, WrongBrackets, MissingPunctuation. Covered by
// tests/golden/diag-syntax/slips/*.
#include <algorithm>
#include <cctype>

#include "defs/aggregations.h"
#include "defs/builtins.h"
#include "defs/foreign_names.h"
#include "defs/functions.h"
#include "parser/slips.h"

namespace sonde {
namespace {

constexpr std::string_view kTypeWords[] = {
    "int",      "long",   "short",   "char",    "unsigned", "signed",  "float",   "double",   "void",
    "bool",     "auto",   "const",   "static",  "var",      "local",   "global",  "my",       "string",
    "size_t",   "pid_t",  "u8",      "u16",     "u32",      "u64",     "s8",      "s16",      "s32",
    "s64",      "i32",    "i64",     "int8",    "int16",    "int32",   "int64",   "uint8",    "uint16",
    "uint32",   "uint64", "int8_t",  "int16_t", "int32_t",  "int64_t", "uint8_t", "uint16_t", "uint32_t",
    "uint64_t", "let",    "declare", "dim"};

bool IsOneOf(std::string_view word, const std::string_view* begin, const std::string_view* end) {
  return std::find(begin, end, word) != end;
}
bool IsTypeWord(std::string_view word) {
  return IsOneOf(word, std::begin(kTypeWords), std::end(kTypeWords));
}
// What prints elsewhere.
bool IsPrinter(std::string_view word) {
  const ForeignNameRow* row = FindForeignName(word);
  return row != nullptr && row->instead == RowOf(FunctionId::Print).name;
}

// What the language has for a method of a map or a text; the name itself where no table knows it.
std::string FunctionFor(std::string_view method, bool map) {
  for (const ForeignMethodRow& row : kForeignMethods) {
    if (row.name == method) return std::string(map ? row.of_map : row.of_text);
  }
  return std::string(method);
}

bool IsFunction(std::string_view word) {
  const auto named = [&](const auto& row) { return row.name == word; };
  return std::any_of(std::begin(kFunctions), std::end(kFunctions), named) ||
         std::any_of(std::begin(kAggregations), std::end(kAggregations), named);
}

bool IsAggregation(std::string_view word) {
  return std::any_of(std::begin(kAggregations), std::end(kAggregations),
                     [&](const AggregationRow& row) { return row.name == word; });
}

bool IsAssign(TokenKind kind) {
  return kind >= Tok::T_ASSIGN && kind <= Tok::T_SHR_ASSIGN;
}

bool BeginsOperand(TokenKind kind) {
  return kind == Tok::T_STRING || kind == Tok::T_INT || kind == Tok::T_IDENT || kind == Tok::T_VARIABLE ||
         kind == Tok::T_MAP || kind == Tok::T_PARAM || kind == Tok::T_PARAM_COUNT;
}

bool EndsOperand(TokenKind kind) {
  return BeginsOperand(kind) || kind == Tok::T_RPAREN || kind == Tok::T_RBRACKET;
}

bool IsTag(TokenKind kind) {
  return kind == Tok::T_STRUCT || kind == Tok::T_UNION || kind == Tok::T_ENUM;
}

// The bare name of a token of a variable or word.
std::string BareName(std::string_view text) {
  return std::string(text.starts_with('$') || text.starts_with('@') ? text.substr(1) : text);
}

}  // namespace

// int x = 5; struct task_struct *t = curtask; let x = 5
std::optional<Slip> Declaration(const SlipView& view) {
  const int start = view.StatementStart(0);
  int at = start;
  if (view.Kind(at) == Tok::T_LET) {
    ++at;
  } else if (IsTag(view.Kind(at))) {
    at += 2;
  } else {
    if (view.Kind(at) != Tok::T_IDENT || !IsTypeWord(view.Text(at))) return std::nullopt;
    ++at;
  }
  while (view.Kind(at) == Tok::T_STAR ||
         (view.Kind(at) == Tok::T_IDENT && view.Kind(at + 1) != Tok::T_LPAREN &&
          (view.Kind(at + 1) == Tok::T_IDENT || view.Kind(at + 1) == Tok::T_VARIABLE ||
           view.Kind(at + 1) == Tok::T_STAR)))
    ++at;
  const TokenKind named = view.Kind(at);
  if (named != Tok::T_IDENT && named != Tok::T_VARIABLE && named != Tok::T_MAP) return std::nullopt;
  const bool assigned = view.Kind(at + 1) == Tok::T_ASSIGN;
  const int end = view.StatementEnd(at);
  if (!assigned && at + 1 != end) return std::nullopt;
  if (named == Tok::T_MAP && view.Kind(start) == Tok::T_LET) return std::nullopt;
  const std::string name = BareName(view.Text(at));
  const bool let = view.Kind(start) == Tok::T_LET || !assigned;
  // What keeps its value from one event to the next.
  const bool lasting = view.Is(start, "static") || view.Is(start, "global");
  const std::string target =
      (let && !lasting ? "let " : "") +
      (named == Tok::T_MAP || lasting ? "@" + name : WithSign(view, name, at + 2, false));
  const SourceRange declared{view.Range(start).begin, view.Range(at).end};
  const std::string instead = target + (assigned ? " = " + view.Between(at + 2, end) : "");
  Slip slip{view.Kind(start) == Tok::T_LET ? view.Range(at) : declared,
            view.Kind(start) == Tok::T_LET
                ? "expected variable: its name begins with $"
                : "a variable has no declaration of its type; its name begins with $",
            {"write " + instead},
            {{declared, target}}};
  if (lasting) {
    slip.message = "what lasts from one event to the next is a map; its name begins with @";
    slip.hints = {
        "write @" + name +
        (assigned ? ", set once in begin { " + instead + " }" : " where it is used: it begins as 0")};
    slip.fixes.clear();
  }
  slip.resume = end;
  return slip;
}

// print "hi"; exit 1
std::optional<Slip> CallWithoutParentheses(const SlipView& view) {
  const int start = view.StatementStart(0);
  if (start != -1 || view.Kind(-1) != Tok::T_IDENT || !BeginsOperand(view.Kind(0))) return std::nullopt;
  const std::string_view word = view.Text(-1);
  const bool foreign = IsPrinter(word);
  if (!foreign && !IsFunction(word)) return std::nullopt;
  const int end = view.StatementEnd(0);
  std::string args = view.Between(0, end);
  const bool two = BeginsOperand(view.Kind(1)) && end == 2;  // print "a" "b"
  if (two) args = "(" + view.Between(0, 1) + ", " + view.Between(1, 2) + ")";
  const std::string call = (foreign ? "print" : std::string(word)) + "(" + args + ")";
  const SourceRange whole{view.Range(-1).begin, view.Range(end - 1).end};
  Slip slip{whole,
            foreign ? "there is no `" + std::string(word) + "`" : std::string(word) + "() needs parentheses",
            {"write " + call},
            {{whole, call}}};
  slip.resume = end;
  return slip;
}

// comm.startswith("a") as a comparison. Empty if it is something else.
std::string StartsWith(const std::string& text, std::string_view method, const std::string& args) {
  const bool asks = method == "startswith" || method == "startsWith" || method == "starts_with";
  if (!asks || args.size() <= 2) return {};
  return "strncmp(" + text + ", " + args + ", " + std::to_string(args.size() - 2) + ") == 0";
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
  } else if (text || !word) {
    slip.hints.push_back("`sonde -h functions` lists what there is");
  } else {
    slip.hints.push_back("a map is set by " + map + "[KEY] = VALUE, counted up by " + map +
                         "[KEY]++, read as " + map + "[KEY]");
  }
  return slip;
}

// @m.delete(1), console.log("hi")
std::optional<Slip> MethodCall(const SlipView& view) {
  if (view.Kind(0) != Tok::T_LPAREN || view.Kind(-1) != Tok::T_IDENT || view.Kind(-2) != Tok::T_DOT)
    return std::nullopt;
  const int first = view.OperandStart(-1);
  const int close = view.Matching(0);
  if (close == 0) return std::nullopt;
  const std::string_view method = view.Text(-1);
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

// x = 5; [comm] = count(); @read-count = count(); @$x = 5
std::optional<Slip> MissingSign(const SlipView& view) {
  const int start = view.StatementStart(0);
  const int end = view.StatementEnd(0);
  const bool predicate = view.Kind(start - 1) == Tok::T_PREDICATE_OPEN;
  const bool assigns = IsAssign(view.Kind(0)) && !predicate;
  if (assigns && start == -1 && view.Kind(-1) == Tok::T_IDENT) {
    const std::string name(view.Text(-1));
    const std::string target = WithSign(view, name, 1, view.Kind(0) != Tok::T_ASSIGN);
    Slip slip{view.Range(-1),
              "`" + name + "` has no sign: the name of a variable begins with $, that of a map with @",
              {"write " + target + " " + view.Between(0, end)},
              {{view.Range(-1), target}}};
    slip.resume = end;
    return slip;
  }
  if (assigns && start == -3 && view.Kind(-3) == Tok::T_MAP && view.Kind(-2) == Tok::T_MINUS &&
      view.Kind(-1) == Tok::T_IDENT) {
    const std::string target = std::string(view.Text(-3)) + "_" + std::string(view.Text(-1));
    const SourceRange range{view.Range(-3).begin, view.Range(-1).end};
    return Slip{range,
                "the name of a map has letters, digits and _ only",
                {"write " + target + " " + view.Between(0, end)},
                {{range, target}}};
  }
  if (view.Kind(0) == Tok::T_LBRACKET && start != 0 && !EndsOperand(view.Kind(-1))) {
    const int close = view.Matching(0);
    if (close == 0 || close == 1) return std::nullopt;
    const std::string tuple = "(" + view.Between(1, close) + ")";
    const SourceRange whole{view.Range(0).begin, view.Range(close).end};
    Slip slip{
        whole, "there are no lists", {"several values stand in parentheses: " + tuple}, {{whole, tuple}}};
    slip.resume = close;
    return slip;
  }
  if (view.Kind(0) == Tok::T_LBRACKET && start == 0) {
    const int close = view.Matching(0);
    if (close == 0 || !IsAssign(view.Kind(close + 1))) return std::nullopt;
    const SourceRange before{view.Range(0).begin, view.Range(0).begin};
    Slip slip{{view.Range(0).begin, view.Range(close).end},
              "a key without its map: the name of a map begins with @",
              {"write @" + view.Between(0, end)},
              {{before, "@"}}};
    slip.resume = end;
    return slip;
  }
  if (view.Kind(0) == Tok::T_VARIABLE && view.Kind(-1) == Tok::T_MAP && view.Touch(-1)) {
    const std::string name = "@" + BareName(view.Text(0));
    const SourceRange both{view.Range(-1).begin, view.Range(0).end};
    return Slip{both, "a name has one sign: $ of a variable, @ of a map", {"write " + name}, {{both, name}}};
  }
  return std::nullopt;
}

// $a, $b = 1, 2 and $a = $b = 1
std::optional<Slip> SeveralAssignments(const SlipView& view) {
  const int start = view.StatementStart(0);
  const int end = view.StatementEnd(0);
  const SourceRange whole{view.Range(start).begin, view.Range(end - 1).end};
  std::string instead;
  if (view.Kind(0) == Tok::T_ASSIGN && view.Kind(-2) == Tok::T_ASSIGN && start == -3) {
    const bool own = view.Kind(1) == Tok::T_IDENT && IsAggregation(view.Text(1));  // is no value to copy
    instead = view.Between(-1, end) + "; " + view.Between(-3, -2) + " = " +
              (own ? view.Between(1, end) : view.Between(-1, 0));
  } else if (view.Kind(0) == Tok::T_COMMA && start == -1 &&
             (view.Kind(-1) == Tok::T_VARIABLE || view.Kind(-1) == Tok::T_MAP)) {
    int assign = 0;
    while (assign < end && view.Kind(assign) != Tok::T_ASSIGN)
      ++assign;
    int value = assign + 1;
    for (int name = -1; name < assign && value < end; name += 2) {
      int close = value;
      while (close < end && view.Kind(close) != Tok::T_COMMA)
        ++close;
      instead +=
          (instead.empty() ? "" : "; ") + view.Between(name, name + 1) + " = " + view.Between(value, close);
      value = close + 1;
    }
  }
  if (instead.empty()) return std::nullopt;
  Slip slip{whole, "a statement assigns one value", {"write " + instead}, {{whole, instead}}};
  slip.resume = end;
  return slip;
}

// @(comm), @{comm}
std::optional<Slip> WrongBrackets(const SlipView& view) {
  const bool other =
      view.Kind(0) == Tok::T_LPAREN || view.Kind(0) == Tok::T_LBRACE || view.Kind(0) == Tok::T_LPAREN_RECORD;
  if (!other || view.Kind(-1) != Tok::T_MAP || !view.Touch(-1)) return std::nullopt;
  const int close = view.Matching(0);
  if (close == 0) return std::nullopt;
  const std::string instead = "[" + view.Between(1, close) + "]";
  const SourceRange whole{view.Range(0).begin, view.Range(close).end};
  Slip slip{whole,
            "the key of a map stands in brackets",
            {"write " + std::string(view.Text(-1)) + instead},
            {{whole, instead}}};
  slip.resume = std::max(close, view.StatementEnd(close + 1));
  return slip;
}

// config = { max_strlen 4 }, { max_strlen = 4, ... }
std::optional<Slip> SettingPunctuation(const SlipView& view) {
  const TokenKind found = view.Kind(0);
  const bool value = view.Kind(-1) == Tok::T_IDENT && BeginsOperand(found);
  // Hostile text has a mistake at every token: what takes a walk comes last.
  if ((!value && found != Tok::T_COMMA) || !InConfig(view)) return std::nullopt;
  const int start = view.StatementStart(-1);
  if (!value && start < -1) {
    return Slip{view.Range(0),
                "",
                {"settings have a ; between them: " + view.Between(start, 0) + ";"},
                {{view.Range(0), ";"}}};
  }
  if (!value || start != -1) return std::nullopt;
  return Slip{
      view.Range(0),
      "",
      {"a setting has = before its value: " + std::string(view.Text(-1)) + " = " + std::string(view.Text(0))},
      {{{view.Range(-1).end, view.Range(0).begin}, " = "}}};
}

// A missing ; ) ] , or one too much: what the grammar says is right, the text to write is known.
std::optional<Slip> MissingPunctuation(const SlipView& view) {
  if (auto setting = SettingPunctuation(view)) return setting;
  const TokenKind found = view.Kind(0);
  const TokenKind before = view.Kind(-1);
  const auto insert = [&](int behind, const std::string& text) {
    const uint32_t at = view.Range(behind).end;
    return FixIt{{at, at}, text};
  };
  if (found == Tok::T_RPAREN && before == Tok::T_COMMA) {
    return Slip{view.Range(-1), "", {"leave the comma out"}, {{view.Range(-1), ""}}};
  }
  if (found == Tok::T_RPAREN && EndsOperand(before) && view.Matching(0) == 0) {
    return Slip{view.Range(0), "", {"this ) has no ( before it: leave it out"}, {{view.Range(0), ""}}};
  }
  const int start = view.StatementStart(0);
  if (found == Tok::T_COMMA && view.Kind(start) == Tok::T_RETURN) {
    const int end = view.StatementEnd(0);
    return Slip{
        view.Range(0), "", {"a block returns one number: return " + view.Between(start + 1, 0)}, {}, end};
  }
  if ((found == Tok::T_RPAREN || found == Tok::T_SEMI || found == Tok::T_RBRACE) && EndsOperand(before)) {
    const int value = view.OperandStart(-1);
    if (view.Kind(value - 1) == Tok::T_QUESTION) {
      const std::string other = view.Kind(value) == Tok::T_STRING ? " : \"\"" : " : 0";
      return Slip{view.Range(0),
                  "",
                  {"what holds otherwise is missing: " + view.Between(value - 1, 0) + other},
                  {insert(-1, other)}};
    }
  }
  // What is open in this statement.
  int open = 1;
  for (int at = -1; view.Exists(at) && open == 1; --at) {
    if (view.Kind(at) == Tok::T_RPAREN || view.Kind(at) == Tok::T_RBRACKET) {
      if (view.Matching(at) == at) break;
      at = view.Matching(at);
      continue;
    }
    const TokenKind kind = view.Kind(at);
    if (kind == Tok::T_LBRACE || kind == Tok::T_SEMI || kind == Tok::T_RBRACE || kind == Tok::T_STMT_END)
      break;
    if (kind == Tok::T_LPAREN || kind == Tok::T_COND_LPAREN || kind == Tok::T_LBRACKET ||
        kind == Tok::T_KEY_LBRACKET)
      open = at;
  }
  if (open != 1 && EndsOperand(before) && view.Kind(open) == Tok::T_LPAREN && BeginsOperand(found) &&
      view.Kind(open - 1) == Tok::T_IDENT)
    return Slip{view.Range(0),
                "",
                {"arguments have a comma between them: " + view.Between(open - 1, 0) + ", " +
                 view.Between(0, view.OperandEnd(0) + 1) +
                 (view.Kind(view.OperandEnd(0) + 1) == Tok::T_RPAREN ? ")" : "")},
                {insert(-1, ",")}};
  const bool key = open != 1 && EndsOperand(before) && view.Kind(open) == Tok::T_KEY_LBRACKET;
  if (key && BeginsOperand(found))
    return Slip{view.Range(0), "", {"several keys have commas between them"}, {insert(-1, ",")}};
  if (key && found == Tok::T_SEMI && BeginsOperand(view.Kind(1)) && view.Kind(2) == Tok::T_RBRACKET)
    return Slip{view.Range(0),
                "",
                {"several keys have commas between them"},
                {{view.Range(0), ","}},
                view.StatementEnd(2)};
  const bool paren = open != 1 && (view.Kind(open) == Tok::T_LPAREN || view.Kind(open) == Tok::T_COND_LPAREN);
  if (open != 1 && EndsOperand(before) &&
      (paren ? found == Tok::T_PREDICATE_CLOSE || found == Tok::T_SEMI || found == Tok::T_RBRACE ||
                   found == Tok::T_LBRACE
             : IsAssign(found))) {
    const std::string close = paren ? ")" : "]";
    return Slip{view.Range(0), "", {"close it: " + view.Between(open, 0) + close}, {insert(-1, close)}};
  }
  const bool statement = BeginsOperand(found) || found == Tok::T_IF || found == Tok::T_FOR ||
                         found == Tok::T_WHILE || found == Tok::T_LET || found == Tok::T_RETURN;
  // A word alone is no statement that could end here, but one of another language; nor is a name that is none
  // of a builtin a value.
  const bool lone = before == Tok::T_IDENT &&
                    (view.StatementStart(0) == -1 ||
                     std::none_of(std::begin(kBuiltins), std::end(kBuiltins),
                                  [&](const BuiltinRow& row) { return row.name == view.Text(-1); })) &&
                    view.Kind(-2) != Tok::T_DOT && view.Kind(-2) != Tok::T_ARROW;
  if (open == 1 && EndsOperand(before) && statement && !lone && view.StatementStart(0) != 0)
    return Slip{{0, 0},
                "",
                {"statements have a ; between them: " + view.Between(view.StatementStart(-1), 0) + ";"},
                {insert(-1, ";")}};
  return std::nullopt;
}

}  // namespace sonde
