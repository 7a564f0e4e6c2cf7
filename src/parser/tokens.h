// Token: a kind of the grammar and where it stands. TokenStream: the refined tokens as Bison asks for
// them, and where it resumes after a syntax error.
// Covered by tests/parser/recovery_test.cpp and tests/golden/diag-syntax/*.
#pragma once

#include <vector>

#include "base/source.h"
#include "grammar.hh"

namespace sonde {

using Tok = grammar::Parser::token;
using TokenKind = grammar::Parser::token_kind_type;

struct Token {
  TokenKind kind;
  SourceRange range;
};

// Whether a value may end with such a token.
bool EndsOperand(TokenKind kind);

class TokenStream {
 public:
  // `tokens` are balanced in braces and each top-level item ends with T_ITEM_END.
  explicit TokenStream(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  Token Next();
  // After a syntax error at the token handed out last: Next() answers T_SYNC, then what stands behind
  // the broken statement. Inside a block that is after its `;` or `}`, or at the end of the block.
  // `skipped`: tokens from the offending one on that belong to the error, whatever they are.
  void Recover(size_t skipped = 0);
  // Everything that follows is the end of the program.
  void Stop() { next_ = tokens_.size(); }

  // The token handed out last, and those before it; `back` beyond the start is the end of the program.
  [[nodiscard]] Token Last(size_t back = 0) const;
  [[nodiscard]] const std::vector<Token>& tokens() const { return tokens_; }
  // Of the token handed out last.
  [[nodiscard]] size_t last_index() const { return next_ > 0 ? next_ - 1 : 0; }

 private:
  std::vector<Token> tokens_;
  size_t next_ = 0;
  bool sync_ = false;
};

}  // namespace sonde
