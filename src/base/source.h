// Source: the text of a script and where its lines begin. SourceRange: a stretch of it.
// Covered by tests/base/source_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sonde {

// Byte offsets into one Source; `end` is exclusive. An empty range points between two bytes.
struct SourceRange {
  uint32_t begin = 0;
  uint32_t end = 0;

  bool operator==(const SourceRange&) const = default;
  // The smallest range that covers both.
  [[nodiscard]] SourceRange Join(SourceRange other) const {
    return {begin < other.begin ? begin : other.begin, end > other.end ? end : other.end};
  }
};

// A position for people: both count from 1; `column` counts bytes.
struct LineColumn {
  uint32_t line = 1;
  uint32_t column = 1;
};

class Source {
 public:
  // `name` is what diagnostics call the script: its path, or "stdin" for -e and "-".
  Source(std::string name, std::string text);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string_view Slice(SourceRange range) const;
  [[nodiscard]] LineColumn Position(uint32_t offset) const;
  // The text of line `line` (from 1) without its newline; empty past the end.
  [[nodiscard]] std::string_view Line(uint32_t line) const;
  [[nodiscard]] uint32_t line_count() const { return static_cast<uint32_t>(line_starts_.size()); }

 private:
  std::string name_;
  std::string text_;
  std::vector<uint32_t> line_starts_;
};

}  // namespace sonde
