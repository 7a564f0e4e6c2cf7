// FormatSource: a script's text for the formatter, which asks it for what the tree does not keep: where a
// comma or brace stands, how a number is spelled, where lines end. Inside src/ast only. Covered by
// tests/golden/fmt/*.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ast/ast.h"
#include "base/source.h"

namespace sonde::ast {

// All searches see blanks where the comments are.
class FormatSource {
 public:
  FormatSource(const Source& source, const std::vector<Comment>& comments);

  [[nodiscard]] std::string_view Slice(SourceRange range) const { return source_.Slice(range); }
  [[nodiscard]] uint32_t size() const { return static_cast<uint32_t>(code_.size()); }
  [[nodiscard]] uint32_t ColumnOf(uint32_t offset) const;

  // The first `wanted` in [from, to), or `to`.
  [[nodiscard]] uint32_t Find(std::string_view wanted, uint32_t from, uint32_t to) const;
  // The last `wanted` before `end`.
  [[nodiscard]] uint32_t FindLast(char wanted, uint32_t end) const;
  // Behind `separator` if it is the next code after `from`, else `from`.
  [[nodiscard]] uint32_t Behind(char separator, uint32_t from) const;
  // The letters, digits and _ that end at `end`.
  [[nodiscard]] std::string WordBefore(uint32_t end) const;
  // The offset of the last thing before `end`.
  [[nodiscard]] uint32_t LastBefore(uint32_t end) const;

  [[nodiscard]] bool HasNewline(uint32_t from, uint32_t to) const;
  [[nodiscard]] bool HasEmptyLine(uint32_t from, uint32_t to) const;
  // Only blanks stand before the offset on its line.
  [[nodiscard]] bool StartsLine(uint32_t offset) const;
  // Only blanks stand behind the offset on its line.
  [[nodiscard]] bool EndsLine(uint32_t offset) const;

 private:
  const Source& source_;
  std::string code_;
};

}  // namespace sonde::ast
