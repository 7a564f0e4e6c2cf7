// Tokens as short text, for tests of the lexer, the splitter and the lookahead.
#pragma once

#include <string>
#include <vector>

#include "parser/tokens.h"

namespace sonde::test {

// The names of tokens as the grammar calls them, with one blank between them: "identifier ( integer )".
inline std::string Names(const std::vector<Token>& tokens) {
  std::string text;
  for (const Token& token : tokens) {
    if (!text.empty()) text += ' ';
    text += grammar::Parser::symbol_name(grammar::Parser::by_kind(token.kind).kind());
  }
  return text;
}

}  // namespace sonde::test
