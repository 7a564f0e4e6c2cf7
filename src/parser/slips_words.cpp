// Slips in words that stand where no word can: casts by `as`, types behind names, names in scopes, calls with
// a mark, conditions of a shell, words of queries, and at last whatever begins no statement. Leaves:
// CastWord, Annotation, ScopedName, MarkedCall, ShellCondition, QueryWord, UnknownStatement. Covered by
// tests/golden/diag-syntax/slips/err.other_words* and tests/messages.
#include <algorithm>
#include <cctype>

#include "base/nearest.h"
#include "defs/aggregations.h"
#include "defs/builtins.h"
#include "defs/foreign_names.h"
#include "defs/functions.h"
#include "parser/slip_words.h"
#include "parser/slips.h"

namespace sonde {
namespace {

// What begins a statement by itself.
constexpr std::string_view kKeywords[] = {"if",  "else",   "for",   "while",    "unroll",
                                          "let", "return", "break", "continue", "delete"};

bool BeginsOperand(TokenKind kind) {
  return kind == Tok::T_STRING || kind == Tok::T_INT || kind == Tok::T_IDENT || kind == Tok::T_VARIABLE ||
         kind == Tok::T_MAP || kind == Tok::T_PARAM || kind == Tok::T_LPAREN;
}

std::string Lower(std::string_view word) {
  std::string lower(word);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower;
}

// What a word of another language is here; the word itself where that is not known.
std::string Meant(std::string_view word) {
  const std::string lower = Lower(word);
  if (IsFunction(lower)) return lower;
  for (const std::string_view each : {word, std::string_view(lower)}) {
    const ForeignNameRow* row = FindForeignName(each);
    if (row != nullptr && !row->instead.empty()) return std::string(row->instead);
  }
  return std::string(word);
}

// The type that a word names here; empty if it is none that other languages have.
std::string TypeHere(std::string_view word) {
  const ForeignTypeRow* row = FindForeignType(word);
  if (row != nullptr) return std::string(row->type);
  return word.starts_with("uint") || word.starts_with("int") || word == "bool" ? std::string(word)
                                                                               : std::string();
}

// What the operators of test(1) are here.
std::string Operator(std::string_view word) {
  constexpr std::pair<std::string_view, std::string_view> kOperators[] = {
      {"eq", "=="}, {"ne", "!="}, {"gt", ">"}, {"ge", ">="},
      {"lt", "<"},  {"le", "<="}, {"a", "&&"}, {"o", "||"}};
  for (const auto& [seen, meant] : kOperators) {
    if (seen == word) return std::string(meant);
  }
  return {};
}

// The end of the condition that `at` is in: what closes it, or a word that joins another one.
int ConditionEnd(const SlipView& view, int at) {
  while (view.Exists(at)) {
    const TokenKind kind = view.Kind(at);
    if (kind == Tok::T_RPAREN || kind == Tok::T_PREDICATE_CLOSE || kind == Tok::T_SEMI ||
        kind == Tok::T_LBRACE || kind == Tok::T_RBRACE || kind == Tok::T_LOGICAL_AND ||
        kind == Tok::T_LOGICAL_OR || kind == Tok::T_ITEM_END || kind == Tok::T_SLASH || view.Is(at, "and") ||
        view.Is(at, "or"))
      return at;
    at = view.OperandEnd(at) + 1;
  }
  return at;
}

Slip Replaced(const SlipView& view, int place, SourceRange whole, const std::string& message,
              const std::string& instead, int resume) {
  return Slip{view.Range(place), message, {"write " + instead}, {{whole, instead}}, resume};
}

// comm not in ("a", "b")
std::optional<Slip> NotIn(const SlipView& view) {
  if (!view.Is(0, "not") || !view.Is(1, "in") || view.Kind(2) != Tok::T_LPAREN || !EndsOperand(view.Kind(-1)))
    return std::nullopt;
  const int first = view.OperandStart(-1);
  const int close = view.Matching(2);
  std::string instead;
  for (int at = 3; at < close;) {
    int end = at;
    while (end < close && view.Kind(end) != Tok::T_COMMA)
      ++end;
    instead += (instead.empty() ? "" : " && ") + view.Between(first, 0) + " != " + view.Between(at, end);
    at = end + 1;
  }
  if (instead.empty()) return std::nullopt;
  return Replaced(view, 0, {view.Range(first).begin, view.Range(close).end}, "there is no operator `not in`",
                  instead, close);
}

// @m[1] ?? 0, @m[1] ??= 1, curtask?.pid
std::optional<Slip> NullOperator(const SlipView& view) {
  if (view.Kind(-1) != Tok::T_QUESTION || !view.Touch(-1) || !EndsOperand(view.Kind(-2))) return std::nullopt;
  const int first = view.OperandStart(-2);
  const std::string what = view.Between(first, -1);
  const SourceRange op{view.Range(-1).begin, view.Range(0).end};
  if (view.Kind(0) == Tok::T_DOT)
    return Slip{
        op,
        "there is no operator ?.",
        {"a pointer that leads nowhere reads as 0: write " + what + view.Between(0, view.OperandEnd(1) + 1)},
        {{op, "."}},
        1};
  if (view.Kind(0) != Tok::T_QUESTION) return std::nullopt;
  const bool assigns = view.Kind(1) == Tok::T_ASSIGN;
  const int end = view.StatementEnd(1);
  const std::string value = view.Between(assigns ? 2 : 1, assigns ? end : view.OperandEnd(1) + 1);
  const std::string instead = (assigns ? what + " = " : "") + what + " ?: " + value;
  return Slip{
      op, "there is no operator ??", {"write " + instead + ": what is not there reads as 0"}, {}, end};
}

// sizeof int, typeof pid
std::optional<Slip> BareQuery(const SlipView& view) {
  const std::string_view word = view.Text(-1);
  if ((word != "sizeof" && word != "typeof" && word != "offsetof") || view.Kind(0) == Tok::T_LPAREN)
    return std::nullopt;
  const int last = view.Kind(0) == Tok::T_STRUCT ? 1 : view.OperandEnd(0);
  const std::string call = std::string(word) + "(" + view.Between(0, last + 1) + ")";
  return Replaced(view, 0, {view.Range(-1).begin, view.Range(last).end}, "expected '('", call, last);
}

// try: print(1) except: ... of Python; hist(return)
std::optional<Slip> ForeignBlock(const SlipView& view) {
  if (view.Kind(0) == Tok::T_COLON && view.StatementStart(0) == -1 &&
      (view.Is(-1, "try") || view.Is(-1, "finally")))
    return Slip{view.Range(-1),
                "there is no `" + std::string(view.Text(-1)) + "`",
                {"nothing is thrown here: a read that fails gives 0, and -k reports it; leave it out"},
                {},
                view.StatementEnd(0)};
  const bool operand =
      view.Kind(-1) == Tok::T_LPAREN || view.Kind(-1) == Tok::T_COMMA || view.Kind(-1) == Tok::T_COND_LPAREN;
  if (view.Kind(0) == Tok::T_RETURN && operand)
    return Slip{view.Range(0),
                "expected expression",
                {"what a function returns is retval, a system call args.ret"},
                {{view.Range(0), "retval"}}};
  if (view.Kind(0) == Tok::T_LET && view.Kind(-1) == Tok::T_IF)
    return Slip{{view.Range(-1).begin, view.Range(0).end},
                "a condition binds no name",
                {"a key is asked for by if (has_key(@m, 1)) { print(@m[1]) }"},
                {},
                view.StatementEnd(0)};
  return std::nullopt;
}

}  // namespace

// pid as u32
std::optional<Slip> CastWord(const SlipView& view) {
  if (!view.Is(0, "as") || !EndsOperand(view.Kind(-1)) || view.Kind(1) != Tok::T_IDENT) return std::nullopt;
  const int first = view.OperandStart(-1);
  const std::string type = TypeHere(view.Text(1));
  const std::string instead = "(" + (type.empty() ? "uint64" : type) + ")" + view.Between(first, 0);
  return Replaced(view, 0, {view.Range(first).begin, view.Range(1).end},
                  "a cast stands before its value, in parentheses", instead, 1);
}

// x: int = 5 of Python, $x: u64 = 5
std::optional<Slip> Annotation(const SlipView& view) {
  const bool name = view.Kind(-1) == Tok::T_IDENT || view.Kind(-1) == Tok::T_VARIABLE;
  if (view.Kind(0) != Tok::T_COLON || !name || view.StatementStart(0) != -1 || view.Kind(1) != Tok::T_IDENT ||
      view.Kind(2) != Tok::T_ASSIGN || InConfig(view))
    return std::nullopt;
  const std::string written(view.Text(-1));
  const std::string target = written.starts_with('$') ? written : WithSign(view, written, 3, false);
  const int end = view.StatementEnd(2);
  return Replaced(view, 0, {view.Range(-1).begin, view.Range(end - 1).end},
                  "a variable has the type of its first value", target + " = " + view.Between(3, end), end);
}

// color::RED, std::cout
std::optional<Slip> ScopedName(const SlipView& view) {
  if (view.Kind(0) != Tok::T_COLON || view.Kind(1) != Tok::T_COLON || !view.Touch(0) ||
      view.Kind(-1) != Tok::T_IDENT || view.Kind(2) != Tok::T_IDENT)
    return std::nullopt;
  const std::string name = Meant(view.Text(2));
  return Replaced(view, 0, {view.Range(-1).begin, view.Range(2).end}, "names stand in no scope", name, 2);
}

// println!("hi"), vec![1, 2]
std::optional<Slip> MarkedCall(const SlipView& view) {
  if (view.Kind(0) != Tok::T_NOT || view.Kind(-1) != Tok::T_IDENT || !view.Touch(-1)) return std::nullopt;
  if (view.Kind(1) == Tok::T_LBRACKET)
    return Slip{{view.Range(-1).begin, view.Range(0).end},
                "there are no lists",
                {"what has numbers is a map: @a[0] = 1; several values stand in parentheses: (1, 2)"},
                {},
                view.StatementEnd(0)};
  if (view.Kind(1) != Tok::T_LPAREN) return std::nullopt;
  const std::string name = Meant(view.Text(-1));
  const int close = view.Matching(1);
  if (close == 1) return std::nullopt;
  if (view.Kind(2) == Tok::T_STRING && view.Kind(3) == Tok::T_COMMA &&
      view.Text(2).find('{') != std::string_view::npos) {  // println!("{}", pid)
    const std::string call = FormatCall(view, 2, 4, close);
    const SourceRange whole{view.Range(-1).begin, view.Range(close).end};
    return Slip{{view.Range(-1).begin, view.Range(0).end},
                "a call has no !",
                {"write " + call},
                {{whole, call}},
                close};
  }
  return Slip{{view.Range(-1).begin, view.Range(0).end},
              "a call has no !",
              {"write " + name + view.Between(1, close + 1)},
              {{{view.Range(-1).begin, view.Range(0).end}, name}},
              close};
}

// if [ $1 -gt 5 ]; then ... fi
std::optional<Slip> ShellCondition(const SlipView& view) {
  const bool bracket = view.Kind(0) == Tok::T_LBRACKET;
  const TokenKind before = view.Kind(-1);
  if (!bracket || (before != Tok::T_IF && before != Tok::T_WHILE)) return std::nullopt;
  int close = view.Matching(0);
  if (close == 0) return std::nullopt;
  int first = 1;
  int last = close;
  if (view.Kind(1) == Tok::T_LBRACKET && view.Kind(close - 1) == Tok::T_RBRACKET) ++first, --last;  // [[ ]]
  std::string condition;
  for (int at = first; at < last; ++at) {
    const bool sign = view.Kind(at) == Tok::T_MINUS && view.Kind(at + 1) == Tok::T_IDENT && view.Touch(at);
    const std::string meant = sign ? Operator(view.Text(at + 1)) : std::string();
    if (!meant.empty()) ++at;
    const std::string text = !meant.empty()                   ? meant
                             : view.Kind(at) == Tok::T_ASSIGN ? std::string("==")
                                                              : std::string(view.Text(at));
    condition += (condition.empty() ? "" : " ") + text;
  }
  int end = close + 1;
  if (view.Kind(end) == Tok::T_SEMI) ++end;
  if (view.Is(end, "then") || view.Is(end, "do")) ++end;
  const std::string instead = std::string(view.Text(-1)) + " (" + condition + ") { ... }";
  while (view.Exists(end) && view.Kind(end) != Tok::T_RBRACE && !view.Is(end, "fi") && !view.Is(end, "done"))
    ++end;
  if (view.Is(end, "fi") || view.Is(end, "done")) ++end;
  return Slip{{view.Range(0).begin, view.Range(close).end},
              "a condition stands in parentheses, and what it is for in braces",
              {"write " + instead},
              {},
              end};
}

// pid between 1 and 10, comm is not null, pid <> 1; print(@m) order by ... limit 5
std::optional<Slip> QueryWord(const SlipView& view) {
  for (const SlipRule rule : {NotIn, NullOperator, BareQuery, ForeignBlock})
    if (auto slip = rule(view)) return slip;
  if (view.Kind(0) == Tok::T_GT && view.Kind(-1) == Tok::T_LT && view.Touch(-1))
    return Slip{{view.Range(-1).begin, view.Range(0).end},
                "`<>` is written !=",
                {"write " + view.Between(view.OperandStart(-2), -1) +
                 " != " + view.Between(1, view.OperandEnd(1) + 1)},
                {{{view.Range(-1).begin, view.Range(0).end}, "!="}}};
  if (view.Kind(0) != Tok::T_IDENT || view.StartsStatement(0)) return std::nullopt;
  const std::string word = Lower(view.Text(0));
  if (EndsOperand(view.Kind(-1))) {
    const int first = view.OperandStart(-1);
    const std::string what = view.Between(first, 0);
    int joint = 1;
    const int end = view.StatementEnd(1);
    while (joint < end && Lower(view.Text(joint)) != "and" && view.Kind(joint) != Tok::T_LOGICAL_AND)
      ++joint;
    if (word == "between" && joint < end) {
      const int last = view.OperandEnd(joint + 1);
      const std::string instead =
          what + " >= " + view.Between(1, joint) + " && " + what + " <= " + view.Between(joint + 1, last + 1);
      return Replaced(view, 0, {view.Range(first).begin, view.Range(last).end},
                      "there is no operator `between`", instead, last);
    }
    const bool negated = word == "is" && Lower(view.Text(1)) == "not";
    const int value = negated ? 2 : 1;
    const std::string none = Lower(view.Text(value));
    if (word == "is" && (none == "null" || none == "none" || none == "nil")) {
      const bool text = what == "comm" || what.starts_with("str(");
      const std::string instead = what + (negated ? " != " : " == ") + (text ? "\"\"" : "0");
      return Replaced(view, 0, {view.Range(first).begin, view.Range(value).end},
                      "nothing is null: a number may be 0, a text empty", instead, value);
    }
    if (negated) {
      const int last = ConditionEnd(view, 2);
      return Replaced(view, 0, {view.Range(first).begin, view.Range(last - 1).end},
                      "`is not` is written !=", what + " != " + view.Between(2, last), last);
    }
  }
  const bool clause =
      word == "order" || word == "group" || word == "limit" || word == "having" || word == "from";
  if (!clause || view.Kind(-1) != Tok::T_RPAREN) return std::nullopt;
  return Slip{
      view.Range(0),
      "there are no clauses behind a call",
      {"a map is in groups by its keys, @[comm] = count(), and is printed in order, the largest last: "
       "print(@m, 5) shows the five largest"},
      {},
      view.StatementEnd(0)};
}

// getline x; u $x; prnt "a": a word that begins no statement.
std::optional<Slip> UnknownStatement(const SlipView& view) {
  if (view.Kind(-1) != Tok::T_IDENT || view.StatementStart(0) != -1 || !BeginsOperand(view.Kind(0)) ||
      view.Kind(0) == Tok::T_LPAREN || view.Kind(-2) == Tok::T_PREDICATE_OPEN || InConfig(view))
    return std::nullopt;
  const std::string word(view.Text(-1));
  if (IsBuiltin(word)) return std::nullopt;
  Slip slip{view.Range(-1), "there is no statement `" + word + "`", {}, {}, view.StatementEnd(0)};
  std::vector<std::string> known(std::begin(kKeywords), std::end(kKeywords));
  for (const FunctionRow& row : kFunctions)
    known.emplace_back(row.name);
  const ForeignNameRow* row = FindForeignName(word);
  const std::string near = Nearest(word, known);
  if (row != nullptr && !row->hint.empty()) {
    slip.hints.emplace_back(row->hint);
  } else if (row != nullptr && !row->instead.empty() && IsFunction(row->instead)) {
    slip.hints.push_back("write " + std::string(row->instead) + "(" + view.Between(0, view.StatementEnd(0)) +
                         ")");
  } else if (!near.empty()) {
    const bool keyword = std::find(std::begin(kKeywords), std::end(kKeywords), near) != std::end(kKeywords);
    const std::string rest = view.Between(0, view.StatementEnd(0));
    slip.hints.push_back("did you mean " + near + (keyword ? " " + rest : "(" + rest + ")") + "?");
  } else {
    slip.hints.push_back(
        "a statement is an assignment, $x = 1 or @n = count(), a call such as print(comm), or begins with "
        "if, "
        "for or while; words of an expression have operators between them");
  }
  return slip;
}

}  // namespace sonde
