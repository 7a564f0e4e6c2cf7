// Slips in values and statements that other languages have: lists and dictionaries, an if behind its value,
// tuples taken apart, del and pass, arrays of C, comparisons in a chain. Leaves: ForeignValue, InlineIf,
// ForeignStatement, CArray, MissingOperand, BareParameter. Covered by
// tests/golden/diag-syntax/slips/err.foreign.* and tests/messages.
#include <algorithm>

#include "defs/builtins.h"
#include "defs/functions.h"
#include "parser/slips.h"

namespace sonde {
namespace {

bool BeginsOperand(TokenKind kind) {
  return kind == Tok::T_IDENT || kind == Tok::T_VARIABLE || kind == Tok::T_MAP || kind == Tok::T_PARAM ||
         kind == Tok::T_INT || kind == Tok::T_STRING || kind == Tok::T_LPAREN || kind == Tok::T_NOT ||
         kind == Tok::T_MINUS;
}

bool Compares(TokenKind kind) {
  return kind >= Tok::T_EQ && kind <= Tok::T_GT;
}

struct ForeignWord {
  std::string_view word;
  std::string_view hint;
};

// Words that begin a statement elsewhere, and what to write.
constexpr ForeignWord kStatements[] = {
    {"pass", "a block may be empty: leave it out"},
    {"nop", "a block may be empty: leave it out"},
    {"nonlocal", "a map is known in all probes: @n = 1"},
    {"global", "a map is known in all probes, without a declaration: @n = 1"},
    {"raise", "an error ends the script by errorf(\"why\\n\"); exit(1)"},
    {"throw", "an error ends the script by errorf(\"why\\n\"); exit(1)"},
    {"yield", "a block gives no values to others: keep them in a map, @n = 1"},
    {"await", "a program in the kernel cannot wait; what happens later is a probe of its own"},
    {"from", "the functions are there without an import"},
    {"using", "the functions are there without an import"},
    {"next", "the block of a probe is left by return, a turn of a loop by continue"},
    {"last", "a loop is left by break"},
    {"call", "a function is called by its name: print(1)"},
    {"end", "a block ends with }"},
    {"endif", "a block ends with }"},
    {"fi", "a block ends with }"},
    {"done", "a block ends with }"},
};

// Words that begin a value elsewhere.
constexpr ForeignWord kValues[] = {
    {"new", "there are numbers, texts and tuples; a map is there with its first key, @name[comm] = 1"},
    {"lambda", "what is used more than once is a macro before the probes: macro twice(x) { x * 2 }"},
    {"await", "a program in the kernel cannot wait; what happens later is a probe of its own"},
    {"typeof", "the types are shown by sonde -d types"},
};

// print(1), print(2);  int a, b;
std::optional<Slip> CommaBetween(const SlipView& view) {
  const int start = view.StatementStart(0);
  if (view.Kind(start) != Tok::T_IDENT) return std::nullopt;
  if (start == -1 && view.Kind(0) == Tok::T_IDENT && view.Kind(1) == Tok::T_COMMA) {  // int a, b;
    const int end = view.StatementEnd(0);
    std::string names;
    for (int at = 0; at < end; at += 2) {
      if (view.Kind(at) != Tok::T_IDENT) return std::nullopt;
      names += (names.empty() ? "$" : ", $") + std::string(view.Text(at));
    }
    return Slip{{view.Range(start).begin, view.Range(end - 1).end},
                "variables have no declaration; their names begin with $",
                {"leave it out: " + names + " are there with their first values"},
                {},
                end};
  }
  if (view.Kind(0) != Tok::T_COMMA) return std::nullopt;
  if (view.Kind(-1) == Tok::T_RPAREN && view.OperandStart(-1) == start && view.Kind(1) == Tok::T_IDENT)
    return Slip{view.Range(0),
                "expected ';'",
                {"statements have a ; between them: " + view.Between(start, 0) + ";"},
                {{view.Range(0), ";"}}};
  return std::nullopt;
}

// new Map(), lambda x: x
std::optional<Slip> ForeignExpression(const SlipView& view) {
  if (view.Kind(-1) != Tok::T_IDENT || view.Kind(0) != Tok::T_IDENT || view.StatementStart(0) == -1)
    return std::nullopt;
  for (const ForeignWord& row : kValues) {
    if (!view.Is(-1, row.word)) continue;
    return Slip{view.Range(-1),
                "there is no `" + std::string(row.word) + "`",
                {std::string(row.hint)},
                {},
                view.StatementEnd(0)};
  }
  return std::nullopt;
}

// repeat 5 { ... }
std::optional<Slip> Repetition(const SlipView& view) {
  const bool word =
      view.Is(-1, "repeat") || view.Is(-1, "times") || view.Is(-1, "loop") || view.Is(-1, "foreach");
  if (!word || view.StatementStart(0) != -1 || view.Kind(0) != Tok::T_INT || view.Kind(1) != Tok::T_LBRACE)
    return std::nullopt;
  const SourceRange head{view.Range(-1).begin, view.Range(0).end};
  const std::string loop = "for $i : 0.." + std::string(view.Text(0));
  return Slip{head,
              "there is no `" + std::string(view.Text(-1)) + "`",
              {"write " + loop + " { ... }"},
              {{head, loop}},
              1};
}

// A macro or function in a block; config = ( ... ); @x["a": 1]; import "x" without ;
std::optional<Slip> MisplacedItem(const SlipView& view) {
  if (view.Kind(0) == Tok::T_MACRO || view.Kind(0) == Tok::T_FN) {
    const std::string word(view.Text(0));
    return Slip{view.Range(0),
                "`" + word + "` stands outside of blocks",
                {"put it before the probe: " + word + " " + std::string(view.Text(1)) + "(...) { ... }"},
                {}};
  }
  const bool parenthesis = view.Kind(0) == Tok::T_LPAREN || view.Kind(0) == Tok::T_LPAREN_RECORD;
  if (parenthesis && view.Kind(-1) == Tok::T_ASSIGN && view.Kind(-2) == Tok::T_CONFIG) {
    Slip slip{view.Range(0), "expected '{'", {"settings stand in braces: config = { max_strlen = 64 }"}, {}};
    slip.stop = true;
    return slip;
  }
  if (view.Kind(0) == Tok::T_COLON && view.Kind(-2) == Tok::T_KEY_LBRACKET) {
    return Slip{
        view.Range(0), "expected ']'", {"several keys have commas between them"}, {{view.Range(0), ","}}};
  }
  if (view.Kind(-1) == Tok::T_ASSIGN && view.Kind(-2) == Tok::T_MAP && view.Kind(-3) == Tok::T_LET &&
      !view.Exists(-4)) {  // let @a = 5; outside of blocks
    const std::string map(view.Text(-2));
    return Slip{view.Range(0),
                "expected identifier: `let` says how a map keeps its values, as in let @m = hash(1000)",
                {"a value needs no declaration: begin { " + map + " = " + std::string(view.Text(0)) + " }"},
                {}};
  }
  if (view.Kind(-1) == Tok::T_IMPORT && view.Kind(0) == Tok::T_IDENT) {
    return Slip{view.Range(0),
                "expected string",
                {"the functions of the language are there without an import; a file is import \"" +
                 std::string(view.Text(0)) + ".bt\";"},
                {}};
  }
  if (view.Kind(0) == Tok::T_MINUS && view.Kind(-1) == Tok::T_IDENT && view.Kind(1) == Tok::T_IDENT &&
      InConfig(view)) {
    const SourceRange name{view.Range(-1).begin, view.Range(1).end};
    const std::string meant = std::string(view.Text(-1)) + "_" + std::string(view.Text(1));
    return Slip{name, "the name of a setting has no -", {"write " + meant}, {{name, meant}}};
  }
  if (view.Kind(-1) == Tok::T_STRING && view.Kind(-2) == Tok::T_IMPORT) {
    const uint32_t at = view.Range(-1).end;
    return Slip{view.Range(-1),
                "",
                {"an import ends with ;: import " + std::string(view.Text(-1)) + ";"},
                {{{at, at}, ";"}}};
  }
  return std::nullopt;
}

const ForeignWord* FindStatement(std::string_view word) {
  const auto* row = std::find_if(std::begin(kStatements), std::end(kStatements),
                                 [&](const ForeignWord& each) { return each.word == word; });
  return row == std::end(kStatements) ? nullptr : row;
}

// del @a[1]
std::optional<Slip> DeleteStatement(const SlipView& view) {
  if (!view.Is(-1, "del") && !view.Is(-1, "delete") && !view.Is(-1, "unset")) return std::nullopt;
  if (view.Kind(0) != Tok::T_MAP || view.StatementStart(0) != -1) return std::nullopt;
  const int end = view.StatementEnd(0);
  const bool keyed = view.Kind(1) == Tok::T_KEY_LBRACKET || view.Kind(1) == Tok::T_LBRACKET;
  const std::string call = (keyed ? "delete(" : "clear(") + view.Between(0, end) + ")";
  const SourceRange whole{view.Range(-1).begin, view.Range(end - 1).end};
  return Slip{whole,
              "there is no statement `" + std::string(view.Text(-1)) + "`",
              {"write " + call},
              {{whole, call}},
              end};
}

}  // namespace

// $a = {1, 2}, @a = {"x": 1}, @a = []
std::optional<Slip> ForeignValue(const SlipView& view) {
  int open = 0;
  if (view.Kind(0) == Tok::T_LBRACKET && view.Matching(0) == 1) {
    open = 0;
  } else if ((view.Kind(0) == Tok::T_COMMA || view.Kind(0) == Tok::T_COLON) &&
             view.Kind(-2) == Tok::T_LBRACE) {
    open = -2;
  } else {
    return std::nullopt;
  }
  if (view.Kind(open - 1) != Tok::T_ASSIGN || InConfig(view)) return std::nullopt;
  const int close = view.Matching(open);
  if (close == open) return std::nullopt;
  const SourceRange whole{view.Range(open).begin, view.Range(close).end};
  Slip slip{whole, "there are no lists and no dictionaries", {}, {}, close};
  if (view.Kind(0) == Tok::T_COMMA) {
    const std::string tuple = "(" + view.Between(open + 1, close) + ")";
    slip.hints.push_back("several values stand in parentheses: " + tuple);
    slip.fixes.push_back({whole, tuple});
  } else if (view.Kind(0) == Tok::T_COLON) {
    slip.hints.push_back("a map gets its keys one by one: @name[" + std::string(view.Text(-1)) +
                         "] = " + std::string(view.Text(1)));
  } else {
    slip.hints.push_back("a map needs no beginning: it is there with its first key, @name[comm] = 1");
  }
  return slip;
}

// $x = 5 if pid > 1 else 6
std::optional<Slip> InlineIf(const SlipView& view) {
  if (view.Kind(0) != Tok::T_IF || !EndsOperand(view.Kind(-1)) || view.StatementStart(0) == 0)
    return std::nullopt;
  const int end = view.StatementEnd(0);
  int other = 1;
  while (other < end && view.Kind(other) != Tok::T_ELSE && view.Kind(other) != Tok::T_LBRACE)
    ++other;
  const bool both = other < end && view.Kind(other) == Tok::T_ELSE;
  const int first = view.OperandStart(-1);
  if (!both && first == view.StatementStart(0)) {  // print(1) if pid > 1
    if (view.Kind(other) == Tok::T_LBRACE) return std::nullopt;
    const std::string instead = "if (" + view.Between(1, end) + ") { " + view.Between(first, 0) + " }";
    const SourceRange whole{view.Range(first).begin, view.Range(end - 1).end};
    return Slip{view.Range(0),
                "a condition stands before what it is for",
                {"write " + instead},
                {{whole, instead}},
                end};
  }
  if (!both) return std::nullopt;
  int last = end;
  for (int at = other + 1; at < last; at = view.OperandEnd(at) + 1) {
    if (view.Kind(at) == Tok::T_RPAREN || view.Kind(at) == Tok::T_COMMA) last = at;
  }
  const std::string instead =
      view.Between(1, other) + " ? " + view.Between(first, 0) + " : " + view.Between(other + 1, last);
  const SourceRange whole{view.Range(first).begin, view.Range(last - 1).end};
  return Slip{view.Range(0),
              "a choice between values is written with ? and :",
              {"write " + instead},
              {{whole, instead}},
              last};
}

// del @a[1], pass, global n: words that begin no statement here.
std::optional<Slip> ForeignStatement(const SlipView& view) {
  for (const SlipRule rule : {DeleteStatement, CommaBetween, ForeignExpression, Repetition, MisplacedItem})
    if (auto slip = rule(view)) return slip;
  if (view.Kind(-1) != Tok::T_IDENT || view.StatementStart(0) != -1 || !BeginsOperand(view.Kind(0)) ||
      view.Kind(0) == Tok::T_LPAREN || view.Kind(0) == Tok::T_MINUS)
    return std::nullopt;
  const ForeignWord* row = FindStatement(view.Text(-1));
  if (row == nullptr) return std::nullopt;
  return Slip{view.Range(-1),
              "there is no statement `" + std::string(view.Text(-1)) + "`",
              {std::string(row->hint)},
              {},
              view.StatementEnd(0)};
}

// char buf[64]; int $a[3] = ...
std::optional<Slip> CArray(const SlipView& view) {
  if (view.StatementStart(0) != -1 || view.Kind(-1) != Tok::T_IDENT ||
      (view.Kind(0) != Tok::T_IDENT && view.Kind(0) != Tok::T_VARIABLE) || view.Kind(1) != Tok::T_LBRACKET ||
      view.Is(0, "in") || view.Kind(-2) == Tok::T_PREDICATE_OPEN)
    return std::nullopt;
  const int close = view.Matching(1);
  if (close == 1) return std::nullopt;
  const std::string name(view.Text(0).starts_with('$') ? view.Text(0).substr(1) : view.Text(0));
  const std::string size = view.Between(2, close);
  const bool text = view.Is(-1, "char") || view.Is(-1, "u8") || view.Is(-1, "uint8_t");
  return Slip{{view.Range(-1).begin, view.Range(close).end},
              text ? "a text needs no array" : "variables are no arrays, and are not declared",
              {text ? "it is read where it is used: $" + name + " = str(ADDRESS" +
                          (size.empty() ? "" : ", " + size) + "), where ADDRESS is args.filename, say"
                    : "what has numbers is a map: @" + name + "[0] = 1"},
              {},
              view.StatementEnd(0)};
}

// pid > 5 && < 10
std::optional<Slip> MissingOperand(const SlipView& view) {
  const bool joined = view.Kind(-1) == Tok::T_LOGICAL_AND || view.Kind(-1) == Tok::T_LOGICAL_OR;
  if (!joined || !Compares(view.Kind(0))) return std::nullopt;
  const int right = view.OperandStart(-2);
  if (!Compares(view.Kind(right - 1))) return std::nullopt;
  const int left = view.OperandStart(right - 2);
  const std::string what = view.Between(left, right - 1);
  if (what.empty()) return std::nullopt;
  const uint32_t at = view.Range(0).begin;
  return Slip{view.Range(0),
              "expected expression: each comparison names what it compares",
              {"write " + view.Between(left, 0) + " " + what + " " + view.Between(0, view.OperandEnd(1) + 1)},
              {{{at, at}, what + " "}},
              view.OperandEnd(1)};
}

// fn add(a, b) { ... }
std::optional<Slip> BareParameter(const SlipView& view) {
  int start = 0;
  while (view.Exists(start - 1) && start > -40)
    --start;
  if (view.Kind(start) != Tok::T_FN || view.Kind(start + 2) != Tok::T_LPAREN) return std::nullopt;
  const int close = view.Matching(start + 2);
  if (close < 0 || close == start + 2) return std::nullopt;
  std::string parameters;
  for (int at = start + 3; at < close;) {
    int end = at;
    while (end < close && view.Kind(end) != Tok::T_COMMA)
      ++end;
    const std::string each = view.Between(at, end);
    const std::string name = each.substr(0, each.find(':'));
    const std::string type = each.find(':') == std::string::npos ? ": int64" : each.substr(each.find(':'));
    if (name.find_first_of(" *(") != std::string::npos) return std::nullopt;
    parameters +=
        (parameters.empty() ? "" : ", ") + std::string(name.starts_with('$') ? "" : "$") + name + type;
    at = end + 1;
  }
  const bool returns = view.Kind(close + 1) == Tok::T_COLON;
  const std::string header = "fn " + std::string(view.Text(start + 1)) + "(" + parameters + ")" +
                             (returns ? view.Between(close + 1, close + 3) : ": int64");
  const SourceRange range{view.Range(start).begin, view.Range(returns ? close + 2 : close).end};
  Slip slip{view.Range(0),
            "a parameter has a $ before its name and its type behind it",
            {"write " + header + " { ... }"},
            {{range, header}}};
  while (view.Exists(slip.resume) && view.Kind(slip.resume) != Tok::T_ITEM_END)
    ++slip.resume;
  return slip;
}

}  // namespace sonde
