// The token stream between the refined tokens and Bison. Leaves: EndsOperand, TokenStream, grammar::yylex.
// Covered by tests/parser/recovery_test.cpp.
#include "parser/tokens.h"

namespace sonde {
namespace {

bool OpensBlock(TokenKind kind) {
  return kind == Tok::T_LBRACE || kind == Tok::T_LANGLE;
}
bool ClosesBlock(TokenKind kind) {
  return kind == Tok::T_RBRACE || kind == Tok::T_RANGLE;
}

// What rules about slips do not count.
bool IsMark(TokenKind kind) {
  return kind == Tok::T_TYPE_MARK;
}

}  // namespace

bool EndsOperand(TokenKind kind) {
  switch (kind) {
    case Tok::T_IDENT:
    case Tok::T_VARIABLE:
    case Tok::T_MAP:
    case Tok::T_PARAM:
    case Tok::T_PARAM_COUNT:
    case Tok::T_INT:
    case Tok::T_STRING:
    case Tok::T_RPAREN:
    case Tok::T_RBRACKET:
      return true;
    default:
      return false;
  }
}

Token TokenStream::Next() {
  if (sync_) {
    sync_ = false;
    const uint32_t at = next_ < tokens_.size() ? tokens_[next_].range.begin : Last().range.end;
    return {Tok::T_SYNC, {at, at}};
  }
  if (next_ < tokens_.size()) return tokens_[next_++];
  const uint32_t end = tokens_.empty() ? 0 : tokens_.back().range.end;
  return {Tok::T_EOF, {end, end}};
}

void TokenStream::Recover(size_t skipped) {
  // Bison takes an offending end of item by itself; any other token may be where to resume.
  if (Last().kind == Tok::T_ITEM_END) return;
  if (next_ > 0) --next_;
  sync_ = true;
  for (; skipped > 0 && next_ < tokens_.size() && tokens_[next_].kind != Tok::T_ITEM_END; ++next_)
    if (!IsMark(tokens_[next_].kind)) --skipped;
  int depth = 0;
  for (; next_ < tokens_.size(); ++next_) {
    const TokenKind kind = tokens_[next_].kind;
    if (kind == Tok::T_ITEM_END) return;
    if (depth == 0 && (ClosesBlock(kind) || kind == Tok::T_PREDICATE_CLOSE)) return;
    if (OpensBlock(kind)) ++depth;
    const bool closed_nested = ClosesBlock(kind) && --depth == 0;
    const TokenKind behind = next_ + 1 < tokens_.size() ? tokens_[next_ + 1].kind : Tok::T_EOF;
    const bool ends = depth == 0 && (kind == Tok::T_SEMI || kind == Tok::T_STMT_END);
    if (ends || (closed_nested && behind != Tok::T_ELSE && behind != Tok::T_STMT_END)) {
      ++next_;
      return;
    }
  }
}

Token TokenStream::Last(size_t back) const {
  if (back + 1 > next_ || next_ > tokens_.size()) return {Tok::T_EOF, {0, 0}};
  return tokens_[next_ - 1 - back];
}

}  // namespace sonde

namespace sonde::grammar {

int yylex(Parser::value_type* value, Parser::location_type* location, TokenStream& stream);

// Values are cut from the source text by the builder: a token carries only its place.
int yylex(Parser::value_type* /*value*/, Parser::location_type* location, TokenStream& stream) {
  const Token token = stream.Next();
  *location = token.range;
  return token.kind;
}

}  // namespace sonde::grammar
