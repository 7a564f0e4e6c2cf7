// Slips in single signs: one that is missing, exchanged or too much, in names, comparisons, casts and heads
// of loops. Leaves: ExchangedSigns, BrokenName, LoneTarget, BareCast, LoopOver, LackingOperand. Covered by
// tests/golden/diag-syntax/slips/* and tests/messages.
#include "defs/aggregations.h"
#include "parser/slip_words.h"
#include "parser/slips.h"

namespace sonde {
namespace {

bool IsBinary(TokenKind kind) {
  return (kind >= Tok::T_LOGICAL_AND && kind <= Tok::T_CARET) ||
         (kind >= Tok::T_ADD_ASSIGN && kind <= Tok::T_SHR_ASSIGN);
}

bool IsDigits(std::string_view text) {
  return !text.empty() && text.size() < 10 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

Slip LoopHead(const SlipView& view, int first, int close, std::string message, const std::string& loop) {
  const SourceRange head{view.Range(first).begin, view.Range(close).end};
  return Slip{head, std::move(message), {"write " + loop + " { ... }"}, {{head, loop}}, close + 1};
}

}  // namespace

// a => b, a =< b; .5; @n[comm]; = count()
std::optional<Slip> ExchangedSigns(const SlipView& view) {
  const bool assign = view.Kind(0) == Tok::T_ASSIGN && view.Touch(0);
  if (assign && (view.Kind(1) == Tok::T_GT || view.Kind(1) == Tok::T_LT) && !view.StartsStatement(0)) {
    const std::string meant = view.Kind(1) == Tok::T_GT ? ">=" : "<=";
    const SourceRange both = view.Range(0).Join(view.Range(1));
    return Slip{both,
                "`" + view.Slice(both) + "` is written " + meant,
                {"write " + view.Between(view.OperandStart(-1), 0) + " " + meant + " " +
                 view.Between(2, view.OperandEnd(2) + 1)},
                {{both, meant}},
                2};
  }
  if (view.Kind(0) == Tok::T_DOT && view.Kind(1) == Tok::T_INT && view.Touch(0) && IsDigits(view.Text(1))) {
    const SourceRange both = view.Range(0).Join(view.Range(1));
    return Slip{
        both,
        "numbers have no fractions: " + view.Slice(both),
        {"programs in the kernel compute with whole numbers: take a smaller unit (500ms for .5 s), or "
         "multiply before dividing: $n / 2 for $n * .5"},
        {},
        2};
  }
  const bool stray =
      view.Kind(0) == Tok::T_ASSIGN && view.Kind(-1) == Tok::T_SEMI &&
      (view.Kind(-2) == Tok::T_RBRACKET || view.Kind(-2) == Tok::T_VARIABLE || view.Kind(-2) == Tok::T_MAP);
  if (stray && view.Range(-1).end + 1 >= view.Range(0).begin) {
    return Slip{view.Range(-1),
                "this ; ends the statement before its =",
                {"leave it out: " + view.Between(view.StatementStart(-2), -1) + " = " +
                 view.Between(1, view.StatementEnd(1))},
                {{view.Range(-1), ""}},
                view.StatementEnd(1)};
  }
  return std::nullopt;
}

// $1st = 1
std::optional<Slip> BrokenName(const SlipView& view) {
  if (view.Kind(0) != Tok::T_IDENT || view.Kind(-1) != Tok::T_PARAM || !view.Touch(-1)) return std::nullopt;
  const SourceRange name{view.Range(-1).begin, view.Range(0).end};
  const std::string written = view.Slice(name);
  const std::string meant = "$" + std::string(view.Text(0)) + std::string(view.Text(-1)).substr(1);
  Slip slip{
      name, "the name of a variable begins with a letter", {"write " + meant}, {}, view.StatementEnd(0)};
  // All of them: the others are the same mistake.
  constexpr size_t kMostFixes = 20;
  const uint32_t from = name.begin;
  const std::string_view line = view.LineFrom(from);
  for (size_t at = 0; at != std::string_view::npos && slip.fixes.size() < kMostFixes;
       at = line.find(written, at + 1)) {
    const uint32_t where = from + static_cast<uint32_t>(at);
    slip.fixes.push_back({{where, where + static_cast<uint32_t>(written.size())}, meant});
  }
  slip.stop = true;
  return slip;
}

// @n[comm] count(), $x 5: a map or a variable alone does nothing.
std::optional<Slip> LoneTarget(const SlipView& view) {
  const int start = view.StatementStart(-1);
  const TokenKind first = view.Kind(start);
  const TokenKind found = view.Kind(0);
  const bool target = (first == Tok::T_MAP || first == Tok::T_VARIABLE) && view.OperandStart(-1) == start &&
                      view.OperandEnd(start) == -1;
  const bool aggregation =
      found == Tok::T_IDENT && view.Kind(1) == Tok::T_LPAREN && IsAggregation(view.Text(0));
  const bool value = found == Tok::T_INT || found == Tok::T_STRING ||
                     (found == Tok::T_IDENT && IsBuiltin(view.Text(0)) && view.Kind(1) == Tok::T_SEMI);
  if (!target || view.Kind(start - 1) == Tok::T_PREDICATE_OPEN || (!aggregation && !value))
    return std::nullopt;
  const uint32_t at = view.Range(-1).end;
  const int end = view.StatementEnd(0);
  return Slip{view.Range(0),
              "expected '='",
              {"write " + view.Between(start, 0) + " = " + view.Between(0, end)},
              {{{at, at}, " ="}},
              end};
}

// $sk = struct sock *arg0
std::optional<Slip> BareCast(const SlipView& view) {
  if (view.Kind(0) != Tok::T_STRUCT || view.Kind(1) != Tok::T_IDENT || view.Kind(2) != Tok::T_STAR ||
      view.StartsStatement(0) || view.Kind(-1) == Tok::T_LET)
    return std::nullopt;
  int star = 2;
  while (view.Kind(star + 1) == Tok::T_STAR)
    ++star;
  const SourceRange type{view.Range(0).begin, view.Range(star).end};
  const int last = view.OperandEnd(star + 1);
  return Slip{type,
              "the type of a cast stands in parentheses",
              {"write (" + view.Slice(type) + ")" + view.Between(star + 1, last + 1)},
              {{type, "(" + view.Slice(type) + ")"}},
              last + 1};
}

// for (@m), for ($i : range(5)), for ($i : 1..=5), foreach ($kv : @m)
std::optional<Slip> LoopOver(const SlipView& view) {
  const bool head = view.Kind(-2) == Tok::T_FOR && view.Kind(-1) == Tok::T_COND_LPAREN;
  if (head && view.Kind(0) == Tok::T_MAP && view.Kind(1) == Tok::T_RPAREN)
    return LoopHead(view, -2, 1, "a loop over a map names the variable for key and value",
                    "for $kv : " + std::string(view.Text(0)));
  if (view.Kind(0) == Tok::T_COLON && view.Kind(-2) == Tok::T_LPAREN && view.Is(-3, "foreach")) {
    const int close = view.Matching(-2);
    if (close == -2) return std::nullopt;
    return LoopHead(view, -3, close, "`foreach` is written for",
                    "for $" + BareName(view.Text(-1)) + " : " + view.Between(1, close));
  }
  if (view.Kind(0) == Tok::T_ASSIGN && view.Kind(-1) == Tok::T_DOTDOT && view.Kind(1) == Tok::T_INT &&
      IsDigits(view.Text(1))) {
    const std::string end = std::to_string(std::stoul(std::string(view.Text(1))) + 1);
    const SourceRange both = view.Range(0).Join(view.Range(1));
    return Slip{view.Range(-1).Join(view.Range(0)),
                "a range ends before its last number",
                {"write " + view.Between(view.OperandStart(-2), 0) + end},
                {{both, end}},
                2};
  }
  return std::nullopt;
}

// 5 % ;  @x += ;
std::optional<Slip> LackingOperand(const SlipView& view) {
  const TokenKind found = view.Kind(0);
  const bool ends = found == Tok::T_SEMI || found == Tok::T_RPAREN || found == Tok::T_RBRACE ||
                    found == Tok::T_RBRACKET || found == Tok::T_ITEM_END;
  if (!ends || !IsBinary(view.Kind(-1)) || view.Kind(-2) == Tok::T_EOF) return std::nullopt;
  const std::string sign(view.Text(-1));
  return Slip{view.Range(-1),
              "expected expression: `" + sign + "` needs a value behind it",
              {"write the value there: " + view.Between(view.StatementStart(-1), 0) + " 1, say"},
              {}};
}

}  // namespace sonde
