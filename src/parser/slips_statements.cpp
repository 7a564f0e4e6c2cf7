// Slips in statements: declarations of C, names without a sign, calls without parentheses,
// other brackets, several assignments in one. Leaves: Declaration, CallWithoutParentheses,
// MissingSign, SeveralAssignments, WrongBrackets, MissingPunctuation. Covered by
// tests/golden/diag-syntax/slips/*.
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
bool IsAssign(TokenKind kind) {
  return kind >= Tok::T_ASSIGN && kind <= Tok::T_SHR_ASSIGN;
}

bool BeginsOperand(TokenKind kind) {
  return kind == Tok::T_STRING || kind == Tok::T_INT || kind == Tok::T_IDENT || kind == Tok::T_VARIABLE ||
         kind == Tok::T_MAP || kind == Tok::T_PARAM || kind == Tok::T_PARAM_COUNT;
}

bool IsTag(TokenKind kind) {
  return kind == Tok::T_STRUCT || kind == Tok::T_UNION || kind == Tok::T_ENUM;
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
    // TYPE $x = 5, whatever the type
    const bool named = view.Kind(at + 1) == Tok::T_VARIABLE && view.Kind(at + 2) == Tok::T_ASSIGN;
    if (view.Kind(at) != Tok::T_IDENT || (!IsTypeWord(view.Text(at)) && !named)) return std::nullopt;
    ++at;
  }
  while (view.Kind(at) == Tok::T_STAR ||
         (view.Kind(at) == Tok::T_IDENT && view.Kind(at + 1) != Tok::T_LPAREN &&
          (view.Kind(at + 1) == Tok::T_IDENT || view.Kind(at + 1) == Tok::T_VARIABLE ||
           view.Kind(at + 1) == Tok::T_STAR)))
    ++at;
  const TokenKind named = view.Kind(at);
  if (named != Tok::T_IDENT && named != Tok::T_VARIABLE && named != Tok::T_MAP) return std::nullopt;
  const int end = view.StatementEnd(at);
  if (view.Kind(start) == Tok::T_LET && named == Tok::T_IDENT && view.Kind(at + 1) == Tok::T_COLON &&
      view.Kind(at + 3) == Tok::T_ASSIGN) {  // let x: u64 = nsecs of Rust
    const std::string instead = "$" + std::string(view.Text(at)) + " = " + view.Between(at + 4, end);
    const SourceRange all{view.Range(start).begin, view.Range(end - 1).end};
    return Slip{view.Range(at),
                "expected variable: its name begins with $",
                {"write " + instead},
                {{all, instead}},
                end};
  }
  const bool assigned = view.Kind(at + 1) == Tok::T_ASSIGN;
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
  if ((!foreign && !IsFunction(word)) || IsBuiltin(word) || view.Kind(-2) == Tok::T_PREDICATE_OPEN)
    return std::nullopt;
  const int end = view.StatementEnd(0);
  std::string args = view.Between(0, end);
  for (int at = 0; at < end; ++at) {
    if (view.Kind(at) != Tok::T_LBRACE) continue;
    if (word != RowOf(FunctionId::Match).name) return std::nullopt;
    return Slip{view.Range(-1),  // match pid { 1 => ... } of Rust
                "there is no choice between many values",
                {"write if (" + view.Between(0, at) + " == 1) { ... } else { ... }"},
                {},
                view.Matching(at) + 1};
  }
  for (int at = 1; at < end; ++at) {  // print comm > "file", print comm | "sort" of awk
    const bool redirects =
        (view.Kind(at) == Tok::T_GT || view.Kind(at) == Tok::T_PIPE || view.Kind(at) == Tok::T_SHR) &&
        view.Kind(at + 1) == Tok::T_STRING;
    if (!redirects) continue;
    return Slip{{view.Range(-1).begin, view.Range(end - 1).end},
                std::string(word) + "() needs parentheses, and writes where all goes",
                {"write " + std::string(foreign ? "print" : word) + "(" + view.Between(0, at) +
                 "); all output goes to a file with -o FILE, or into a pipe behind the script's quotes"},
                {},
                end};
  }
  if (end == 1 && view.Kind(0) == Tok::T_IDENT && !IsBuiltin(args) && FindForeignName(args) == nullptr) {
    args = WithSign(view, args, 1, true);
  } else if (view.Kind(0) == Tok::T_IDENT && view.Kind(1) == Tok::T_LPAREN) {
    const ForeignNameRow* row = FindForeignName(view.Text(0));
    if (row != nullptr && !row->instead.empty()) args = std::string(row->instead) + view.Between(1, end);
  }
  const bool two = BeginsOperand(view.Kind(1)) && end == 2;       // print "a" "b"
  const bool formatted = word == RowOf(FunctionId::Printf).name;  // printf "%s\n" "$comm" of the shell
  std::string second = two ? view.Between(1, 2) : std::string();
  if (formatted && second.starts_with("\"$") &&
      IsBuiltin(std::string_view(second).substr(2, second.size() - 3)))
    second = second.substr(2, second.size() - 3);
  if (two)
    args = formatted ? view.Between(0, 1) + ", " + second : "(" + view.Between(0, 1) + ", " + second + ")";
  const std::string call = (foreign ? "print" : std::string(word)) + "(" + args + ")";
  const SourceRange whole{view.Range(-1).begin, view.Range(end - 1).end};
  Slip slip{whole,
            foreign ? "there is no `" + std::string(word) + "`" : std::string(word) + "() needs parentheses",
            {"write " + call},
            {{whole, call}}};
  slip.resume = end;
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
             (view.Kind(-1) == Tok::T_VARIABLE || view.Kind(-1) == Tok::T_MAP ||
              view.Kind(-1) == Tok::T_IDENT)) {
    int assign = 0;
    while (assign < end && view.Kind(assign) != Tok::T_ASSIGN)
      ++assign;
    int value = assign + 1;
    for (int name = -1; name < assign && value < end; name += 2) {
      int close = value;
      while (close < end && view.Kind(close) != Tok::T_COMMA)
        ++close;
      const std::string target =
          view.Kind(name) == Tok::T_IDENT ? "$" + view.Between(name, name + 1) : view.Between(name, name + 1);
      instead += (instead.empty() ? "" : "; ") + target + " = " + view.Between(value, close);
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
  const bool hash = view.Kind(0) == Tok::T_LBRACE && view.Kind(-1) == Tok::T_VARIABLE;  // $h{comm} of Perl
  if (!other || (view.Kind(-1) != Tok::T_MAP && !hash) || !view.Touch(-1)) return std::nullopt;
  const int close = view.Matching(0);
  if (close == 0) return std::nullopt;
  if (view.Kind(1) == Tok::T_MAP && close == 2) {  // @count(@reads) of SystemTap
    const std::string call = std::string(RowOf(FunctionId::Print).name) + "(" + view.Between(1, 2) + ")";
    return Slip{{view.Range(-1).begin, view.Range(close).end},
                "an aggregation is read as the map that keeps it",
                {"write " + view.Between(1, 2) + ", which " + call + " shows; it is kept by " +
                 view.Between(1, 2) + " = " + std::string(view.Text(-1).substr(1)) + "(...)"},
                {{{view.Range(-1).begin, view.Range(close).end}, view.Between(1, 2)}},
                close};
  }
  const std::string instead = "[" + view.Between(1, close) + "]";
  const SourceRange whole{view.Range(0).begin, view.Range(close).end};
  Slip slip{whole,
            "the key of a map stands in brackets",
            {"write " + (hash ? "@" + BareName(view.Text(-1)) : std::string(view.Text(-1))) + instead},
            {{whole, instead}}};
  if (hash) slip.fixes.push_back({view.Range(-1), "@" + BareName(view.Text(-1))});
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

// cat(/proc/loadavg), time(%H:%M): a text without its quotes.
std::optional<Slip> BareText(const SlipView& view) {
  const bool sign = view.Kind(0) == Tok::T_SLASH || view.Kind(0) == Tok::T_PERCENT ||
                    (view.Kind(0) == Tok::T_DOT && view.Kind(1) == Tok::T_SLASH);
  if (!sign || view.Kind(-1) != Tok::T_LPAREN || view.Kind(-2) != Tok::T_IDENT || !IsFunction(view.Text(-2)))
    return std::nullopt;
  int close = view.Matching(-1);
  if (close == -1) return std::nullopt;
  for (int at = close - 1; at > 0 && view.Kind(0) == Tok::T_PERCENT; --at)
    if (view.Kind(at) == Tok::T_COMMA) close = at;
  std::string inside = view.Between(0, close);
  // With its quotes the shell took the backslash of \n.
  const bool newline = view.FromShell() && inside.size() > 2 && inside.ends_with('n') &&
                       view.Kind(0) == Tok::T_PERCENT && view.Kind(close) == Tok::T_COMMA;
  if (newline) inside.insert(inside.size() - 1, "\\");
  const std::string text = "\"" + inside + "\"";
  return Slip{{view.Range(0).begin, view.Range(close - 1).end},
              "a text stands in quotes",
              {"write " + std::string(view.Text(-2)) + "(" + text +
               (view.Kind(close) == Tok::T_COMMA ? ", ...)" : ")") +
               (newline ? "; the shell took the single quotes" : "")},
              {{{view.Range(0).begin, view.Range(close - 1).end}, text}},
              close};
}

// A missing ; ) ] , or one too much: what the grammar says is right, the text to write is known.
std::optional<Slip> MissingPunctuation(const SlipView& view) {
  if (auto setting = SettingPunctuation(view)) return setting;
  if (auto text = BareText(view)) return text;
  const TokenKind found = view.Kind(0);
  const TokenKind before = view.Kind(-1);
  const auto insert = [&](int behind, const std::string& text) {
    const uint32_t at = view.Range(behind).end;
    return FixIt{{at, at}, text};
  };
  if ((found == Tok::T_RPAREN || found == Tok::T_RBRACKET) && before == Tok::T_COMMA) {
    return Slip{view.Range(-1), "", {"leave the comma out"}, {{view.Range(-1), ""}}};
  }
  if (found == Tok::T_RPAREN && EndsOperand(before) && view.Matching(0) == 0) {
    return Slip{view.Range(0), "", {"this ) has no ( before it: leave it out"}, {{view.Range(0), ""}}};
  }
  const int start = view.StatementStart(0);
  const bool target = view.Kind(1) == Tok::T_VARIABLE || view.Kind(1) == Tok::T_MAP;
  if (found == Tok::T_COMMA && IsAssign(view.Kind(start + 1)) && target) {  // $a = 1, $b = 2
    return Slip{view.Range(0),
                "",
                {"statements have a ; between them: " + view.Between(start, 0) + ";"},
                {{view.Range(0), ";"}}};
  }
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
  if (before == Tok::T_STRING && found == Tok::T_STRING && open != 1) {  // "a" "b" of C
    const std::string call = "str_concat(" + view.Between(-1, 0) + ", " + view.Between(0, 1) + ")";
    const SourceRange both{view.Range(-1).begin, view.Range(0).end};
    return Slip{view.Range(0),
                "",
                {"two texts are joined by " + call + "; arguments have a comma between them"},
                {{both, call}}};
  }
  const bool plain_text = before == Tok::T_STRING && view.Text(-1).find('%') == std::string_view::npos;
  if (plain_text && open == -2 && view.Is(-3, RowOf(FunctionId::Printf).name) && BeginsOperand(found)) {
    const std::string value = view.Between(0, view.OperandEnd(0) + 1);
    std::string format(view.Text(-1));
    const bool text = value == "comm" || value == "probe" || value.starts_with("str(");
    format.insert(format.size() - 1, std::string(text ? "%s" : "%d") + "\\n");
    return Slip{view.Range(0),
                "",
                {"a value needs a conversion in the text: printf(" + format + ", " + value + ")"},
                {{view.Range(-1), format + ","}}};
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
  const bool lone = before == Tok::T_IDENT && (view.StatementStart(0) == -1 || !IsBuiltin(view.Text(-1))) &&
                    view.Kind(-2) != Tok::T_DOT && view.Kind(-2) != Tok::T_ARROW;
  if (open == 1 && EndsOperand(before) && statement && !lone && view.StatementStart(0) != 0)
    return Slip{{0, 0},
                "",
                {"statements have a ; between them: " + view.Between(view.StatementStart(-1), 0) + ";"},
                {insert(-1, ";")}};
  return std::nullopt;
}

}  // namespace sonde
