// Lexer: the tokens of code (inside blocks, predicates, headers of macros), made by Flex from lexer.l.
// What depends on more than the next characters is left to splitter.cpp and refine.cpp.
// Covered by tests/parser/lexer_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "parser/tokens.h"

namespace sonde {

// What the rules of lexer.l write to.
struct LexState {
  uint32_t begin = 0;   // of the current match
  uint32_t offset = 0;  // behind it
  std::vector<SourceRange>* comments = nullptr;

  // Notes a comment once, also when text is read again.
  void Comment(SourceRange range) const;
};

class Lexer {
 public:
  // `text` begins at offset `base` of the source; comments are added to `comments` in source order.
  Lexer(std::string_view text, uint32_t base, std::vector<SourceRange>* comments);
  ~Lexer();
  Lexer(const Lexer&) = delete;
  Lexer& operator=(const Lexer&) = delete;

  // Continues at byte `offset`.
  void Seek(uint32_t offset);
  // T_EOF at the end. Text that is no token comes as T_INVALID.
  Token Next();
  // Where the next token will be looked for.
  [[nodiscard]] uint32_t offset() const { return state_.offset; }

 private:
  std::string buffer_;  // the text and the two NUL bytes Flex wants
  uint32_t base_;
  LexState state_;
  void* scanner_ = nullptr;
  void* flex_buffer_ = nullptr;
};

}  // namespace sonde
