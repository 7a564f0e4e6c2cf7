// Slips in operators: words of Python and SQL, patterns of awk and Perl, one `=` or three. Leaves:
// WordOperator, PatternOperator, AssignmentOperator, ListedNumber. Covered by
// tests/golden/diag-syntax/slips/*.
#include <algorithm>

#include "parser/slips.h"

namespace sonde {
namespace {

struct Word {
  std::string_view seen;
  std::string_view meant;
};

constexpr Word kWords[] = {
    {"and", "&&"}, {"AND", "&&"}, {"or", "||"}, {"OR", "||"}, {"is", "=="}, {"eq", "=="}, {"ne", "!="},
    {"lt", "<"},   {"le", "<="},  {"gt", ">"},  {"ge", ">="}, {"mod", "%"}, {"xor", "^"},
};

bool Opens(TokenKind kind) {
  return kind == Tok::T_LPAREN || kind == Tok::T_COND_LPAREN || kind == Tok::T_LBRACE ||
         kind == Tok::T_PREDICATE_OPEN || kind == Tok::T_SEMI || kind == Tok::T_COMMA ||
         kind == Tok::T_ASSIGN || kind == Tok::T_EOF || kind == Tok::T_IF;
}
bool Closes(TokenKind kind) {
  return kind == Tok::T_RPAREN || kind == Tok::T_RBRACE || kind == Tok::T_PREDICATE_CLOSE ||
         kind == Tok::T_SEMI || kind == Tok::T_COMMA || kind == Tok::T_EOF || kind == Tok::T_LBRACE ||
         kind == Tok::T_ITEM_END;
}

// All of the condition up to the token `last`, and from `first` on.
std::string Left(const SlipView& view, int last) {
  int at = last;
  for (;;) {
    at = view.OperandStart(at);
    if (Opens(view.Kind(at - 1))) return view.Between(at, last + 1);
    --at;
  }
}
std::string Right(const SlipView& view, int first) {
  int at = first;
  while (view.Exists(at) && !Closes(view.Kind(at)))
    at = view.OperandEnd(at) + 1;
  return view.Between(first, at);
}

// comm like "dd%" of SQL, comm contains "dd", comm startswith "dd"
std::optional<Slip> TextWord(const SlipView& view) {
  if (view.Kind(1) != Tok::T_STRING) return std::nullopt;
  std::string word(view.Text(0));
  std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::tolower(c); });
  const int first = view.OperandStart(-1);
  const std::string what = view.Between(first, 0);
  std::string text(view.Text(1));
  std::string call;
  if (word == "like" || word == "glob") {
    std::replace(text.begin(), text.end(), '%', '*');
    call = "match(" + what + ", " + text + ")";
  } else if (word == "contains" || word == "includes" || word == "has") {
    call = "strcontains(" + what + ", " + text + ")";
  } else if (word == "matches" || word == "regexp" || word == "rlike") {
    call = "match_regex(" + what + ", " + text + ")";
  } else if (word == "startswith" || word == "starts") {
    call = "strncmp(" + what + ", " + text + ", " + std::to_string(text.size() - 2) + ") == 0";
  } else {
    return std::nullopt;
  }
  const SourceRange whole{view.Range(first).begin, view.Range(1).end};
  return Slip{view.Range(0),
              "there is no operator `" + std::string(view.Text(0)) + "`",
              {"write " + call},
              {{whole, call}},
              1};
}

// comm in ("a", "b"): a comparison each. key in @map: has_key().
std::optional<Slip> Membership(const SlipView& view) {
  const int first = view.OperandStart(-1);
  const std::string what = view.Between(first, 0);
  const int last = view.OperandEnd(1);
  if (view.Kind(first - 1) == Tok::T_LPAREN && view.Is(first - 2, "foreach")) {
    const std::string name = "$" + std::string(what.starts_with('$') ? what.substr(1) : what);
    const int close = view.Matching(first - 1);
    const std::string loop = "for " + name + " : " + view.Between(1, close);
    const SourceRange head{view.Range(first - 2).begin, view.Range(close).end};
    return Slip{head, "`foreach` is written for", {"write " + loop + " { ... }"}, {{head, loop}}, close + 1};
  }
  std::string instead;
  if (view.Kind(1) == Tok::T_MAP) {
    instead = "has_key(" + view.Between(1, last + 1) + ", " + what + ")";
  } else if (view.Matching(1) == 1) {
    const bool texts = view.Kind(1) == Tok::T_IDENT || view.Kind(1) == Tok::T_VARIABLE;
    if (what.starts_with('"') && texts)
      instead = "strcontains(" + view.Between(1, last + 1) + ", " + what + ")";
  } else {
    for (int at = 2; at < last;) {
      int end = at;
      while (end < last && view.Kind(end) != Tok::T_COMMA)
        ++end;
      instead += (instead.empty() ? "" : " || ") + what + " == " + view.Between(at, end);
      at = end + 1;
    }
  }
  if (instead.empty()) return std::nullopt;
  const SourceRange whole{view.Range(first).begin, view.Range(last).end};
  return Slip{view.Range(0), "there is no operator `in`", {"write " + instead}, {{whole, instead}}, last};
}

}  // namespace

std::optional<Slip> WordOperator(const SlipView& view) {
  if (view.Is(-1, "not") && (EndsOperand(view.Kind(0)) && view.Kind(0) != Tok::T_RPAREN)) {
    const SourceRange range = view.Range(-1);
    const SourceRange both{range.begin, view.Range(0).begin};
    return Slip{range, "`not` is written !", {"write !" + std::string(view.Text(0))}, {{both, "!"}}};
  }
  if (view.Kind(0) != Tok::T_IDENT || !EndsOperand(view.Kind(-1)) || view.StartsStatement(0))
    return std::nullopt;
  if (view.Text(0) == "in") return Membership(view);
  if (auto slip = TextWord(view)) return slip;
  if (view.Text(0) == "exists" && view.Kind(-1) == Tok::T_RBRACKET) {
    const int map = view.OperandStart(-1);
    const int open = view.Matching(-1);
    const std::string call = "has_key(" + view.Between(map, open) + ", " + view.Between(open + 1, -1) + ")";
    const SourceRange whole{view.Range(map).begin, view.Range(0).end};
    return Slip{view.Range(0), "there is no operator `exists`", {"write " + call}, {{whole, call}}};
  }
  const auto* row = std::find_if(std::begin(kWords), std::end(kWords),
                                 [&](const Word& word) { return word.seen == view.Text(0); });
  if (row == std::end(kWords)) return std::nullopt;
  const std::string meant(row->meant);
  const std::string example = Left(view, -1) + " " + meant + " " + Right(view, 1);
  return Slip{view.Range(0),
              "`" + std::string(view.Text(0)) + "` is written " + meant,
              {"write " + example},
              {{view.Range(0), meant}}};
}

// comm ~ /ssh/: the pattern stands between slashes. `pattern`: the first of them.
std::optional<Slip> SlashedPattern(const SlipView& view, int first, int pattern) {
  const uint32_t begin = view.Range(pattern).end;
  const std::string_view line = view.LineFrom(begin);
  const size_t close = line.find('/');
  const SourceRange op{view.Range(0).begin, view.Range(pattern - 1).end};
  if (close == std::string_view::npos) return std::nullopt;
  const std::string call = std::string(view.Kind(0) == Tok::T_NOT ? "!" : "") + "match_regex(" +
                           view.Between(first, 0) + ", \"" + std::string(line.substr(0, close)) + "\")";
  const SourceRange whole{view.Range(first).begin, begin + static_cast<uint32_t>(close) + 1};
  Slip slip{op,
            "there is no operator " + view.Between(0, pattern),
            {"to match a regular expression, write " + call},
            {{whole, call}}};
  slip.resume = view.TokenAt(whole.end);
  return slip;
}

// comm =~ "ssh.*" of Perl, comm ~ "ssh.*" of awk, !~ for its opposite.
std::optional<Slip> PatternOperator(const SlipView& view) {
  // comm == *ssh*: a pattern without its quotes.
  if (view.Kind(-1) == Tok::T_STAR && view.Kind(-2) == Tok::T_IDENT && view.Kind(-3) == Tok::T_STAR &&
      (view.Kind(-4) == Tok::T_EQ || view.Kind(-4) == Tok::T_NE)) {
    const int first = view.OperandStart(-5);
    const std::string call = std::string(view.Kind(-4) == Tok::T_NE ? "!" : "") + "match(" +
                             view.Between(first, -4) + ", \"" + view.Between(-3, 0) + "\")";
    return Slip{{view.Range(-3).begin, view.Range(-1).end},
                "a pattern stands in quotes, and is matched by a function",
                {"write " + call},
                {{{view.Range(first).begin, view.Range(-1).end}, call}}};
  }
  if (view.Kind(-1) == Tok::T_STAR && view.Kind(-2) == Tok::T_STRING && view.Kind(-3) == Tok::T_STAR) {
    const int first = view.OperandStart(-5);  // args.filename == *"passwd"*
    const std::string text = "\"*" + std::string(view.Text(-2).substr(1, view.Text(-2).size() - 2)) + "*\"";
    const std::string call = "match(" + view.Between(first, -4) + ", " + text + ")";
    return Slip{{view.Range(-3).begin, view.Range(-1).end},
                "the * of a pattern stands in its quotes, and it is matched by a function",
                {"write " + call},
                {{{view.Range(first).begin, view.Range(-1).end}, call}}};
  }
  if (!EndsOperand(view.Kind(-1))) return std::nullopt;
  const bool sign = view.Kind(0) == Tok::T_TILDE;
  const bool pair = (view.Kind(0) == Tok::T_ASSIGN || view.Kind(0) == Tok::T_NOT) &&
                    view.Kind(1) == Tok::T_TILDE && view.Touch(0);
  if (!sign && !pair) return std::nullopt;
  const int pattern = sign ? 1 : 2;
  const int first = view.OperandStart(-1);
  if (view.Kind(pattern) == Tok::T_SLASH) return SlashedPattern(view, first, pattern);
  const int last = view.OperandEnd(pattern);
  const std::string call = std::string(view.Kind(0) == Tok::T_NOT ? "!" : "") + "match_regex(" +
                           view.Between(first, 0) + ", " + view.Between(pattern, last + 1) + ")";
  const SourceRange whole{view.Range(first).begin, view.Range(last).end};
  const SourceRange op{view.Range(0).begin, view.Range(pattern - 1).end};
  return Slip{op,
              "there is no operator " + view.Between(0, pattern),
              {"to match a regular expression, write " + call},
              {{whole, call}},
              last};
}

// `=` in a condition, `===`, `:=`.
std::optional<Slip> AssignmentOperator(const SlipView& view) {
  if (view.Kind(0) == Tok::T_COLON && view.Kind(1) == Tok::T_ASSIGN && view.Touch(0)) {
    const SourceRange op{view.Range(0).begin, view.Range(1).end};
    const int start = view.StatementStart(-1);
    const std::string instead = view.Between(start, 0) + " = " + view.Between(2, view.StatementEnd(2));
    return Slip{op, "`:=` is written =", {"write " + instead}, {{op, "="}}};
  }
  const bool setting = view.Kind(0) == Tok::T_COLON && view.Kind(-1) == Tok::T_IDENT && InConfig(view);
  if (setting) {
    const std::string instead = std::string(view.Text(-1)) + " = " + view.Between(1, view.StatementEnd(1));
    return Slip{view.Range(0), "expected '='", {"write " + instead}, {{view.Range(0), " ="}}};
  }
  if (view.Kind(0) == Tok::T_LT && view.Kind(-1) == Tok::T_SHL && view.Touch(-1)) {  // SystemTap
    const int start = view.StatementStart(-1);
    const int end = view.StatementEnd(1);
    const std::string map = view.Between(start, -1);
    const std::string instead =
        (map.starts_with('@') ? map : "@" + map) + " = stats(" + view.Between(1, end) + ")";
    return Slip{{view.Range(-1).begin, view.Range(0).end},
                "there is no operator <<<",
                {"write " + instead + ", or hist(), sum(), avg(), min(), max() in its place"},
                {{{view.Range(start).begin, view.Range(end - 1).end}, instead}},
                end};
  }
  const bool joined = (view.Kind(0) == Tok::T_LOGICAL_AND || view.Kind(0) == Tok::T_LOGICAL_OR) &&
                      view.Kind(-1) == Tok::T_SLASH && view.Kind(1) == Tok::T_SLASH &&
                      EndsOperand(view.Kind(-2));
  if (joined) {  // /a/ && /b/
    const SourceRange between{view.Range(-1).begin, view.Range(1).end};
    const std::string op = " " + std::string(view.Text(0)) + " ";
    return Slip{between,
                "a probe has one predicate",
                {"join the conditions: /" + Left(view, -2) + op + Right(view, 2) + "/"},
                {{between, op}},
                2};
  }
  if (view.Kind(0) == Tok::T_SLASH && view.Kind(-1) == Tok::T_SLASH && EndsOperand(view.Kind(-2))) {
    const SourceRange both{view.Range(-1).begin, view.Range(0).end};
    return Slip{both,
                "a probe has one predicate",
                {"join the conditions: /" + Left(view, -2) + " && " + Right(view, 1) + "/"},
                {{both, " && "}}};
  }
  if (view.Kind(0) == Tok::T_MINUS && view.Kind(-1) == Tok::T_ASSIGN && view.Kind(1) == Tok::T_INT &&
      InConfig(view)) {
    return Slip{{view.Range(0).begin, view.Range(1).end},
                "expected value: no setting is below 0",
                {"write " + std::string(view.Text(-2)) + " = " + std::string(view.Text(1))},
                {{view.Range(0), ""}}};
  }
  if (view.Kind(0) == Tok::T_EQ && view.Kind(-1) == Tok::T_IDENT && InConfig(view)) {
    return Slip{view.Range(0),
                "expected '='",
                {"write " + std::string(view.Text(-1)) + " = " + std::string(view.Text(1))},
                {{view.Range(0), "="}}};
  }
  const bool swapped =
      view.Kind(-1) == Tok::T_ASSIGN && view.Touch(-1) &&
      (view.Kind(0) == Tok::T_PLUS || view.Kind(0) == Tok::T_SLASH || view.Kind(0) == Tok::T_PERCENT);
  if (swapped) {  // =+ for +=
    const std::string op = std::string(view.Text(0)) + "=";
    const int start = view.StatementStart(-1);
    return Slip{{view.Range(-1).begin, view.Range(0).end},
                "there is no operator =" + std::string(view.Text(0)),
                {"write " + view.Between(start, -1) + " " + op + " " + view.Between(1, view.StatementEnd(1))},
                {{{view.Range(-1).begin, view.Range(0).end}, op}}};
  }
  if (view.Kind(0) != Tok::T_ASSIGN) return std::nullopt;
  const bool third = (view.Kind(-1) == Tok::T_EQ || view.Kind(-1) == Tok::T_NE) && view.Touch(-1);
  if (third) {
    const std::string op(view.Text(-1));
    return Slip{{view.Range(-1).begin, view.Range(0).end},
                "`" + op + "=` is written " + op,
                {"write " + op},
                {{view.Range(0), ""}}};
  }
  return std::nullopt;
}

// 1,000: a comma between digits is none of a list here.
std::optional<Slip> ListedNumber(const SlipView& view) {
  if (view.Kind(0) != Tok::T_COMMA || view.Kind(-1) != Tok::T_INT) return std::nullopt;
  std::string digits(view.Text(-1));
  int last = 0;
  while (view.Kind(last) == Tok::T_COMMA && view.Kind(last + 1) == Tok::T_INT &&
         view.Text(last + 1).size() == 3 && view.Touch(last - 1) && view.Touch(last)) {
    digits += view.Text(last + 1);
    last += 2;
  }
  if (last == 0) return std::nullopt;
  const SourceRange whole{view.Range(-1).begin, view.Range(last - 1).end};
  return Slip{whole, "a number has no commas", {"write " + digits}, {{whole, digits}}, last};
}

}  // namespace sonde
