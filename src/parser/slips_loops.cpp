// Slips in loops and conditions: heads of C, Python and awk, bodies without braces, statements that other
// languages have. Leaves: ForeignLoop, ForeignControl, MissingBraces. Covered by
// tests/golden/diag-syntax/slips/*.
#include <algorithm>
#include <utility>

#include "parser/slips.h"

namespace sonde {
namespace {

// The `for` in whose head the offending token stands; false if it stands elsewhere.
bool InHead(const SlipView& view, int& start) {
  for (int at = 0; view.Exists(at); --at) {
    if (view.Kind(at) == Tok::T_FOR) return start = at, true;
    const TokenKind kind = view.Kind(at);
    const bool ends = kind == Tok::T_LBRACE || kind == Tok::T_RBRACE || kind == Tok::T_STMT_END;
    if (ends && at != 0) return false;
  }
  return false;
}

std::string Bare(std::string_view name) {
  return std::string(name.starts_with('$') ? name.substr(1) : name);
}

bool IsVariable(TokenKind kind) {
  return kind == Tok::T_IDENT || kind == Tok::T_VARIABLE;
}

struct Head {
  int start = 0;  // the `for`
  int first = 0;  // the first token in it, behind a parenthesis if there is one
  int end = 0;    // behind the last one
  int brace = 0;  // of the body, or what stands in its place
};

Head ReadHead(const SlipView& view, int start) {
  Head head{start, start + 1, start + 1, start + 1};
  const TokenKind open = view.Kind(start + 1);
  if (open == Tok::T_COND_LPAREN || open == Tok::T_LPAREN) {
    head.first = start + 2;
    head.end = view.Matching(start + 1);
    if (head.end == start + 1) head.end = view.StatementEnd(start + 2);
    head.brace = head.end + 1;
  } else {
    while (view.Exists(head.end) && view.Kind(head.end) != Tok::T_LBRACE &&
           view.Kind(head.end) != Tok::T_ITEM_END)
      ++head.end;
    head.brace = head.end;
  }
  return head;
}

Slip LoopSlip(const SlipView& view, const Head& head, std::string message, const std::string& instead,
              bool certain) {
  Slip slip{{view.Range(head.start).begin, view.Range(head.brace - 1).end}, std::move(message), {}, {}};
  slip.hints.push_back("write " + instead + " { ... }");
  const bool body = view.Kind(head.brace) == Tok::T_LBRACE;
  if (certain && body) slip.fixes.push_back({slip.range, instead});
  slip.resume = body ? head.brace : head.end;
  return slip;
}

// One more, for `<=`.
std::string Above(const SlipView& view, int from, int to) {
  const std::string text = view.Between(from, to);
  const bool number = to == from + 1 && view.Kind(from) == Tok::T_INT && text.size() < 10 &&
                      text.find_first_not_of("0123456789") == std::string::npos;
  return number ? std::to_string(std::stoul(text) + 1) : "(" + text + " + 1)";
}

// for (int i = 0; i < 10; i++)
std::optional<Slip> LoopOfC(const SlipView& view, const Head& head) {
  int parts[2];
  int count = 0;
  for (int at = head.first; at < head.end; ++at) {
    if (view.Kind(at) != Tok::T_SEMI) continue;
    if (count == 2) return std::nullopt;
    parts[count++] = at;
  }
  if (count != 2) return std::nullopt;
  int assign = head.first;
  while (assign < parts[0] && view.Kind(assign) != Tok::T_ASSIGN)
    ++assign;
  int compare = parts[0] + 1;
  while (compare < parts[1] && view.Kind(compare) != Tok::T_LT && view.Kind(compare) != Tok::T_LE)
    ++compare;
  const std::string from = view.Between(assign + 1, parts[0]);
  const std::string step = view.Between(parts[1] + 1, head.end);
  const bool named = assign > head.first && IsVariable(view.Kind(assign - 1));
  const std::string name = named ? "$" + Bare(view.Text(assign - 1)) : "$i";
  const bool by_one =
      step.starts_with("++") || step.ends_with("++") || step.ends_with("+= 1") || step.ends_with("+=1");
  if (named && by_one && compare < parts[1] && !from.empty()) {
    const bool inclusive = view.Kind(compare) == Tok::T_LE;
    const std::string to =
        inclusive ? Above(view, compare + 1, parts[1]) : view.Between(compare + 1, parts[1]);
    return LoopSlip(view, head, "a loop over numbers names its variable and a range",
                    "for " + name + " : " + from + ".." + to, true);
  }
  Slip slip = LoopSlip(view, head, "there is no loop in three parts", "for " + name + " : 0..10", false);
  if (parts[0] == head.first && parts[1] == parts[0] + 1 && step.empty()) {  // for (;;)
    slip.hints = {
        "a program in the kernel has to end: count with for $i : 0..10 { ... }; what goes on for ever is a "
        "probe such as interval:s:1 { ... }"};
    return slip;
  }
  slip.hints = {"count by one with for " + name + " : 0..10 { ... }; otherwise write " + name + " = " +
                (from.empty() ? "0" : from) + "; while (" + view.Between(parts[0] + 1, parts[1]) +
                ") { ...; " + step + "; }"};
  return slip;
}

// What `in` goes over: range(10), range(2, 5), @map, or 0..10.
std::string Iterated(const SlipView& view, int from, int end) {
  if (view.Is(from, "range") && view.Kind(from + 1) == Tok::T_MAP) return view.Between(from + 1, end);  // Go
  const bool call = view.Kind(from) == Tok::T_IDENT && view.Kind(from + 1) == Tok::T_LPAREN;
  if (call && view.Kind(from + 2) == Tok::T_MAP) return view.Between(from + 2, view.OperandEnd(from + 2) + 1);
  for (int at = from; at + 1 < end; ++at) {
    if (view.Kind(at) == Tok::T_DOTDOT && view.Kind(at + 1) == Tok::T_ASSIGN)  // 0..=5 of Rust
      return view.Between(from, at) + ".." + Above(view, at + 2, end);
  }
  if (!view.Is(from, "range") || view.Kind(from + 1) != Tok::T_LPAREN) return view.Between(from, end);
  const int close = view.Matching(from + 1);
  int comma = from + 2;
  while (comma < close && view.Kind(comma) != Tok::T_COMMA)
    ++comma;
  if (comma == close) return "0.." + view.Between(from + 2, close);
  return view.Between(from + 2, comma) + ".." + view.Between(comma + 1, close);
}

// for k in @m, for ($k, $v : @m), for (i : 0..5)
std::optional<Slip> LoopOverThings(const SlipView& view, const Head& head) {
  int at = head.first;  // for (const k of @m), for (auto k : m)
  const bool typed = view.Kind(at) == Tok::T_LET || view.Is(at, "const") || view.Is(at, "var") ||
                     view.Is(at, "auto") || view.Is(at, "int") || view.Is(at, "my");
  if (typed && IsVariable(view.Kind(at + 1))) ++at;
  if (!IsVariable(view.Kind(at))) return std::nullopt;
  const std::string name = "$" + Bare(view.Text(at));
  ++at;
  const bool pair = view.Kind(at) == Tok::T_COMMA && IsVariable(view.Kind(at + 1));
  const std::string second = pair ? "$" + Bare(view.Text(at + 1)) : "";
  if (pair) at += 2;
  const bool word = view.Is(at, "in") || view.Is(at, "of");
  if (!word && view.Kind(at) != Tok::T_COLON) return std::nullopt;
  if (view.Kind(at) == Tok::T_COLON && view.Kind(at + 1) == Tok::T_ASSIGN) ++at;  // := of Go
  int last = at + 1;  // for x in [1, 2]: of Python, for i in 1 2; do of the shell
  while (last < head.end && view.Kind(last) != Tok::T_COLON && view.Kind(last) != Tok::T_SEMI)
    last = view.OperandEnd(last) + 1;
  last = std::min(last, head.end);
  if (view.Kind(at + 1) == Tok::T_LBRACKET ||
      (view.Kind(at + 1) == Tok::T_INT && view.Kind(at + 2) == Tok::T_INT)) {
    int end = last;
    while (view.Exists(end) && view.Kind(end) != Tok::T_RBRACE)
      ++end;
    return Slip{{view.Range(head.start).begin, view.Range(last - 1).end},
                "there are no lists: a loop goes over a range of numbers, or over a map",
                {"write for " + name + " : 1..4 { ... }, whose last number is 3, or for $kv : @m { ... }"},
                {},
                head.brace < end && view.Kind(head.brace) == Tok::T_LBRACE ? head.brace : end};
  }
  const std::string source = Iterated(view, at + 1, last);
  if (source.empty()) return std::nullopt;
  if (pair) {
    Slip slip = LoopSlip(view, head, "a loop over a map has one variable, for key and value",
                         "for $kv : " + source, false);
    slip.hints = {"write for $kv : " + source + " { ... }: $kv.0 is the key (" + name +
                  "), $kv.1 the value (" + second + ")"};
    return slip;
  }
  const std::string message =
      word ? "`" + std::string(view.Text(at)) + "` is written : in a loop" : "expected variable in for loop";
  return LoopSlip(view, head, message, "for " + name + " : " + source, true);
}

// A statement of other languages that sonde has not, at the word `at`.
std::optional<Slip> OtherStatement(const SlipView& view, int at) {
  const SourceRange range = view.Range(at);
  const int brace = view.Kind(at + 1) == Tok::T_LPAREN ? view.Matching(at + 1) + 1 : at + 1;
  Slip slip{range, "there is no `" + std::string(view.Text(at)) + "`", {}, {}};
  slip.resume = brace;
  const int end = view.Kind(brace) == Tok::T_LBRACE ? view.Matching(brace) : brace;
  if (view.Is(at, "switch")) {
    slip.hints.push_back("write if (" + view.Between(at + 2, brace - 1) + " == 1) { ... } else { ... }");
  } else if (view.Is(at, "do") && view.Kind(end + 1) == Tok::T_WHILE) {
    const int last = view.StatementEnd(end + 2);
    std::string condition = view.Between(end + 2, last);
    if (!condition.starts_with('(')) condition = "(" + condition + ")";
    slip.hints.push_back("the condition stands first: while " + condition + " " +
                         view.Between(brace, end + 1));
    slip.fixes.push_back(
        {{range.begin, view.Range(last - 1).end}, "while " + condition + " " + view.Between(brace, end + 1)});
    slip.resume = last;
  } else if (view.Is(at, "try")) {
    slip.hints.push_back(
        "nothing is thrown here: a read that fails gives 0, and -k reports it; leave `try` out");
    slip.resume = end + 1;
    while (view.Kind(slip.resume) == Tok::T_STMT_END)
      ++slip.resume;
    if (view.Kind(slip.resume) == Tok::T_IDENT) {
      while (view.Exists(slip.resume) && view.Kind(slip.resume) != Tok::T_LBRACE)
        ++slip.resume;
    }
  } else if (view.Is(at, "unless")) {
    const std::string condition = view.Between(at + 1, brace);
    slip.hints.push_back("write if (!" + condition + ") { ... }");
    if (condition.starts_with('('))
      slip.fixes.push_back({{range.begin, view.Range(brace - 1).end}, "if (!" + condition + ")"});
  } else if (view.Is(at, "until")) {
    slip.hints.push_back("write while (!" + view.Between(at + 1, brace) + ") { ... }");
  } else {
    slip.hints.push_back("write while (" + std::string("1") +
                         ") { ... }, or a probe such as interval:s:1 { ... }");
  }
  return slip;
}

}  // namespace

std::optional<Slip> ForeignLoop(const SlipView& view) {
  int start = 0;
  if (!InHead(view, start)) return std::nullopt;
  const Head head = ReadHead(view, start);
  if (auto slip = LoopOfC(view, head)) return slip;
  const bool complete = view.Kind(head.first) == Tok::T_VARIABLE && view.Kind(head.first + 1) == Tok::T_COLON;
  return complete ? std::nullopt : LoopOverThings(view, head);
}

// elif, elsif, switch, do, try, goto, and the like.
std::optional<Slip> ForeignControl(const SlipView& view) {
  int word = 0;
  if (view.Kind(0) == Tok::T_LBRACE || view.Kind(0) == Tok::T_IDENT) {
    word = view.StatementStart(-1);
  }
  for (const int at : {word, 0}) {
    if (!view.StartsStatement(at)) continue;
    const bool other_if = view.Is(at, "elif") || view.Is(at, "elseif") || view.Is(at, "elsif");
    if (other_if) {
      int brace = at;
      while (view.Exists(brace) && view.Kind(brace) != Tok::T_LBRACE && view.Kind(brace) != Tok::T_SEMI)
        ++brace;
      return Slip{view.Range(at),
                  "`" + std::string(view.Text(at)) + "` is written else if",
                  {"write else if " + view.Between(at + 1, brace) + " { ... }"},
                  {{view.Range(at), "else if"}},
                  brace};
    }
    const bool braced = view.Kind(0) == Tok::T_LBRACE;
    if (braced && (view.Is(at, "switch") || view.Is(at, "do") || view.Is(at, "try") || view.Is(at, "until") ||
                   view.Is(at, "unless") || view.Is(at, "loop") || view.Is(at, "forever")))
      return OtherStatement(view, at);
    if (view.Is(at, "goto"))
      return Slip{
          view.Range(at), "there is no `goto`", {"leave the block with return, a loop with break"}, {}};
  }
  return std::nullopt;
}

// if (c) x = 1;  while (c) f();  for ... f();  else f();  if (c) then ...
std::optional<Slip> MissingBraces(const SlipView& view) {
  if (view.Kind(-1) == Tok::T_COND_LPAREN || view.Kind(-1) == Tok::T_LPAREN) return std::nullopt;
  int head = -1;
  const int brace = view.Kind(-1) == Tok::T_RBRACE ? view.Matching(-1) : -1;
  if (brace != -1 && view.Kind(brace - 1) == Tok::T_IF) {  // if { ... }: the block was the condition
    const bool other = view.Kind(brace - 2) == Tok::T_ELSE;
    const SourceRange word = view.Range(brace - 1);
    return Slip{word,
                "a condition is missing behind `if`",
                {other ? "write else { ... } for all the rest, or else if (pid == 1) { ... }"
                       : "write if (pid == 1) { ... }"},
                {},
                0};
  }
  if (view.Kind(-1) != Tok::T_ELSE) {
    head = view.Kind(-1) == Tok::T_RPAREN ? view.Matching(-1) - 1 : view.OperandStart(-1) - 1;
    const TokenKind kind = view.Kind(head);
    if (kind == Tok::T_DOTDOT) {
      head = view.OperandStart(head - 1) - 3;
    }
    const TokenKind word = view.Kind(head);
    const bool controls =
        word == Tok::T_IF || word == Tok::T_WHILE || word == Tok::T_FOR || word == Tok::T_UNROLL;
    if (!controls) return std::nullopt;
  }
  if (view.Kind(0) == Tok::T_LBRACE || !view.Exists(0) || view.Kind(0) == Tok::T_ITEM_END)
    return std::nullopt;
  const bool then = view.Is(0, "then") || view.Is(0, "do") || view.Kind(0) == Tok::T_COLON;
  if (!then &&
      (view.Kind(0) == Tok::T_RBRACE || (view.Kind(0) >= Tok::T_LOGICAL_AND && view.Kind(0) <= Tok::T_CARET)))
    return std::nullopt;
  if (then && view.Kind(1) == Tok::T_LBRACE) {  // if (c) then { ... }
    const SourceRange word{view.Range(0).begin, view.Range(1).begin};
    return Slip{view.Range(0),
                "expected '{'",
                {"leave it out: " + view.Between(head, 0) + " { ... }"},
                {{word, ""}},
                1};
  }
  if (view.Kind(-1) == Tok::T_ELSE) {  // else pid == 1 { ... }
    int open = 0;
    while (view.Exists(open) && open < view.StatementEnd(0) && view.Kind(open) != Tok::T_LBRACE)
      ++open;
    if (open > 0 && view.Kind(open) == Tok::T_LBRACE) {
      const bool inside = view.Kind(0) == Tok::T_LPAREN && view.Matching(0) == open - 1;
      const std::string condition = inside ? view.Between(0, open) : "(" + view.Between(0, open) + ")";
      return Slip{{view.Range(-1).begin, view.Range(open - 1).end},
                  "behind `else` stands no condition: that of another branch is `else if`",
                  {"write else if " + condition + " { ... }"},
                  {{{view.Range(0).begin, view.Range(open - 1).end}, "if " + condition}},
                  open};
    }
  }
  const int first = then ? 1 : 0;
  const int end = view.StatementEnd(first);
  const bool semicolon = view.Kind(end) == Tok::T_SEMI;
  std::string body = view.Between(first, end) + (semicolon ? ";" : "");
  int word = first;
  while (word < end && !view.Is(word, "fi") && !view.Is(word, "done") && !view.Is(word, "end"))
    ++word;
  const bool closing = then && word < end;
  if (closing) body = view.Between(first, word);
  if (body.empty()) body = "...";
  Slip slip{view.Range(0),
            "expected '{'",
            {"a body stands in braces: " + view.Between(head, 0) + " { " + body + " }"},
            {}};
  if (!closing && body != "...") {
    const uint32_t from = view.Range(0).begin;
    const uint32_t to = semicolon ? view.Range(end).end : view.Range(end - 1).end;
    slip.fixes.push_back({{from, to}, (view.Touch(-1) ? " { " : "{ ") + body + " }"});
  }
  if (closing) slip.fixes = {{view.Range(0), "{"}, {view.Range(word), "}"}};
  slip.resume = end;
  // ...; else f(); is the same slip again
  const int other = semicolon ? end + 1 : end;
  const bool again = view.Kind(-1) != Tok::T_ELSE && view.Kind(other) == Tok::T_ELSE &&
                     view.Kind(other + 1) != Tok::T_LBRACE && view.Kind(other + 1) != Tok::T_IF;
  if (again && !closing) {
    const int last = view.StatementEnd(other + 1);
    const bool ends = view.Kind(last) == Tok::T_SEMI;
    const std::string rest = view.Between(other + 1, last) + (ends ? ";" : "");
    slip.hints[0] += " else { " + rest + " }";
    slip.fixes.push_back(
        {{view.Range(other + 1).begin, ends ? view.Range(last).end : view.Range(last - 1).end},
         "{ " + rest + " }"});
    slip.resume = last;
  }
  return slip;
}

// if a == b { ... }, if a == b: ...
std::optional<Slip> BareCondition(const SlipView& view) {
  const TokenKind found = view.Kind(0);
  const bool compares = found == Tok::T_LOGICAL_AND || found == Tok::T_LOGICAL_OR ||
                        (found >= Tok::T_EQ && found <= Tok::T_PERCENT);
  if (!compares) return std::nullopt;
  const int first = view.OperandStart(-1);
  const TokenKind word = view.Kind(first - 1);
  if (word != Tok::T_IF && word != Tok::T_WHILE) return std::nullopt;
  int end = 1;
  while (view.Exists(end) && view.Kind(end) != Tok::T_LBRACE && view.Kind(end) != Tok::T_COLON &&
         view.Kind(end) != Tok::T_SEMI && !view.Is(end, "then") && !view.Is(end, "do"))
    ++end;
  if (!view.Exists(end)) return std::nullopt;
  const bool then = view.Is(end, "then") || view.Is(end, "do");
  const bool closed =
      view.Kind(end - 1) == Tok::T_RPAREN && view.Matching(end - 1) == end - 1;  // if a > b) {
  const std::string condition = "(" + view.Between(first, end) + (closed ? "" : ")");
  Slip slip{view.Range(0),
            "expected '{'",
            {"a condition with operators needs parentheses: " + std::string(view.Text(first - 1)) + " " +
             condition + " { ... }"},
            {}};
  if (view.Kind(then ? end + 1 : end) == Tok::T_LBRACE)
    slip.fixes.push_back({{view.Range(first).begin, view.Range(then ? end : end - 1).end}, condition});
  slip.resume = end;
  return slip;
}

}  // namespace sonde
