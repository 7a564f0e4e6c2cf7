// The view of the tokens around a syntax error, and the order of the rules. Leaves: SlipView, FindSlip,
// WithSign, InConfig. Covered by tests/golden/diag-syntax/slips/*.
#include "parser/slips.h"

#include <algorithm>

#include "defs/aggregations.h"

namespace sonde {
namespace {

// Tokens on each side that rules may look at: what is further away is no habit, and hostile text is long.
constexpr size_t kReach = 300;

bool IsMark(TokenKind kind) {
  return kind == Tok::T_TYPE_MARK || kind == Tok::T_SYNC;
}

bool Opens(TokenKind kind) {
  switch (kind) {
    case Tok::T_LPAREN:
    case Tok::T_COND_LPAREN:
    case Tok::T_LPAREN_CAST:
    case Tok::T_LPAREN_RECORD:
    case Tok::T_LBRACKET:
    case Tok::T_KEY_LBRACKET:
    case Tok::T_LBRACE:
      return true;
    default:
      return false;
  }
}

bool Closes(TokenKind kind) {
  return kind == Tok::T_RPAREN || kind == Tok::T_RBRACKET || kind == Tok::T_RBRACE;
}

bool EndsStatement(TokenKind kind) {
  return kind == Tok::T_SEMI || kind == Tok::T_STMT_END || kind == Tok::T_RBRACE || kind == Tok::T_RANGLE ||
         kind == Tok::T_ITEM_END || kind == Tok::T_EOF;
}

bool BeginsStatements(TokenKind kind) {
  return EndsStatement(kind) || kind == Tok::T_LBRACE || kind == Tok::T_LANGLE ||
         kind == Tok::T_PREDICATE_OPEN || kind == Tok::T_PREDICATE_CLOSE;
}

// The more telling ones first: what a rule takes, those behind it do not see.
constexpr SlipRule kRules[] = {
    StrayCharacter, FormattedText,      ExchangedSigns,     BrokenName,      BareCast,
    LoopOver,       LoneTarget,         ShellTook,          MarkedCall,      ScopedName,
    ShellCondition, CastWord,           Annotation,         QueryWord,       ForeignLoop,
    ForeignControl, ForeignStatement,   ForeignValue,       InlineIf,        CArray,
    BareParameter,  MissingOperand,     WordOperator,       PatternOperator, AssignmentOperator,
    ListedNumber,   WrongBrackets,      SeveralAssignments, Declaration,     CallWithoutParentheses,
    MethodCall,     TextOperator,       MissingSign,        BareCondition,   MissingBraces,
    LackingOperand, MissingPunctuation, UnknownStatement,
};

}  // namespace

SlipView::SlipView(const std::vector<Token>& tokens, size_t offending, const Source& source)
    : all_(tokens), source_(source) {
  size_t begin = std::min(offending, tokens.size());
  const size_t first = begin > kReach ? begin - kReach : 0;
  const size_t last = std::min(tokens.size(), offending + kReach);
  while (begin > first && tokens[begin - 1].kind != Tok::T_ITEM_END)
    --begin;
  for (size_t i = begin; i < last; ++i) {
    if (i == offending) at_ = static_cast<int>(item_.size());
    if (!IsMark(tokens[i].kind) || i == offending) item_.push_back(tokens[i]);
    if (tokens[i].kind == Tok::T_ITEM_END) break;
  }
}

bool SlipView::Exists(int i) const {
  return at_ + i >= 0 && static_cast<size_t>(at_ + i) < item_.size();
}

TokenKind SlipView::Kind(int i) const {
  return Exists(i) ? item_[static_cast<size_t>(at_ + i)].kind : Tok::T_EOF;
}

SourceRange SlipView::Range(int i) const {
  if (Exists(i)) return item_[static_cast<size_t>(at_ + i)].range;
  if (item_.empty()) return {0, 0};
  return at_ + i < 0 ? SourceRange{item_.front().range.begin, item_.front().range.begin}
                     : SourceRange{item_.back().range.end, item_.back().range.end};
}

std::string SlipView::Between(int from, int to) const {
  if (to <= from) return {};
  return Slice({Range(from).begin, Range(to - 1).end});
}

int SlipView::Matching(int i) const {
  const bool forward = Opens(Kind(i));
  if (!forward && !Closes(Kind(i))) return i;
  const bool braces = Kind(i) == Tok::T_LBRACE || Kind(i) == Tok::T_RBRACE;
  int depth = 0;
  for (int at = i; Exists(at); at += forward ? 1 : -1) {
    const bool crosses = forward ? Kind(at) == Tok::T_RBRACE : Kind(at) == Tok::T_LBRACE;
    if (!braces && crosses && depth <= 1) return i;  // parentheses do not reach out of their block
    if (Opens(Kind(at))) depth += forward ? 1 : -1;
    if (Closes(Kind(at))) depth += forward ? -1 : 1;
    if (depth == 0) return at;
  }
  return i;
}

int SlipView::StatementStart(int i) const {
  int at = i;
  while (Exists(at - 1)) {
    const TokenKind before = Kind(at - 1);
    if (Closes(before) && before != Tok::T_RBRACE && Matching(at - 1) != at - 1) {
      at = Matching(at - 1);
      continue;
    }
    if (BeginsStatements(before)) break;
    --at;
  }
  return at;
}

int SlipView::StatementEnd(int i) const {
  int at = i;
  while (Exists(at) && !EndsStatement(Kind(at))) {
    const int close = Opens(Kind(at)) ? Matching(at) : at;
    at = close + 1;
  }
  return at;
}

int SlipView::OperandStart(int i) const {
  int at = i;
  for (;;) {
    while (Closes(Kind(at)) && Matching(at) != at) {
      at = Matching(at);
      const TokenKind before = Kind(at - 1);
      const bool of_name = before == Tok::T_IDENT || before == Tok::T_MAP || before == Tok::T_VARIABLE ||
                           before == Tok::T_RBRACKET || before == Tok::T_RPAREN;
      if (!of_name) break;
      --at;
    }
    const TokenKind before = Kind(at - 1);
    if (before != Tok::T_DOT && before != Tok::T_ARROW) return at;
    at -= 2;
  }
}

int SlipView::OperandEnd(int i) const {
  int at = i;
  while (Kind(at) == Tok::T_MINUS || Kind(at) == Tok::T_NOT || Kind(at) == Tok::T_STAR ||
         Kind(at) == Tok::T_TILDE)
    ++at;
  if (Opens(Kind(at))) at = Matching(at);
  for (;;) {
    const TokenKind next = Kind(at + 1);
    if (next == Tok::T_LPAREN || next == Tok::T_LBRACKET || next == Tok::T_KEY_LBRACKET) {
      const int close = Matching(at + 1);
      if (close == at + 1) return at;
      at = close;
    } else if (next == Tok::T_DOT || next == Tok::T_ARROW) {
      at += 2;
    } else {
      return at;
    }
  }
}

bool SlipView::Names(std::string_view name) const {
  return std::any_of(all_.begin(), all_.end(), [&](const Token& token) {
    const bool signed_name = token.kind == Tok::T_VARIABLE || token.kind == Tok::T_MAP;
    return signed_name && source_.Slice(token.range) == name;
  });
}

bool SlipView::InOtherItem(std::string_view word) const {
  if (item_.empty() || all_.size() > kReach * 4) return false;
  const SourceRange own = item_.front().range.Join(item_.back().range);
  return std::any_of(all_.begin(), all_.end(), [&](const Token& token) {
    const bool outside = token.range.end <= own.begin || token.range.begin >= own.end;
    return outside && token.kind == Tok::T_IDENT && source_.Slice(token.range) == word;
  });
}

std::string_view SlipView::LineFrom(uint32_t at) const {
  const std::string_view text = source_.text();
  return text.substr(at, std::min(text.find('\n', at), text.size()) - at);
}

int SlipView::TokenAt(uint32_t at) const {
  int i = 0;
  while (Exists(i) && Kind(i) != Tok::T_ITEM_END && Range(i).begin < at)
    ++i;
  return i;
}

std::string WithSign(const SlipView& view, std::string_view name, int value, bool shared) {
  const std::string variable = "$" + std::string(name);
  const std::string map = "@" + std::string(name);
  if (view.Names(map)) return map;
  const auto is_aggregation = [&] {
    const auto of_this_name = [&](const AggregationRow& row) { return row.name == view.Text(value); };
    return view.Kind(value) == Tok::T_IDENT && view.Kind(value + 1) == Tok::T_LPAREN &&
           std::any_of(std::begin(kAggregations), std::end(kAggregations), of_this_name);
  };
  if (view.Names(variable) && !is_aggregation()) return variable;
  if (view.InOtherItem(name)) return map;
  return shared || is_aggregation() ? map : variable;
}

std::optional<Slip> FindSlip(const SlipView& view) {
  for (const SlipRule rule : kRules) {
    if (auto slip = rule(view)) return slip;
  }
  return std::nullopt;
}

bool InConfig(const SlipView& view) {
  int at = 0;
  while (view.Exists(at - 1))
    --at;
  return view.Kind(at) == Tok::T_CONFIG;
}

}  // namespace sonde
