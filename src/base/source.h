// Source: the text of a script and of the files it imports, and where their lines begin. SourceRange: a
// stretch of it. All files share one space of offsets, so a range alone says which file it is in. Covered by
// tests/base/source_test.cpp.
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

// What a diagnostic has that is about no place of the script: about the environment.
inline constexpr SourceRange kOutsideScript{UINT32_MAX, UINT32_MAX};

// A position for people: both count from 1; `column` counts bytes.
struct LineColumn {
  uint32_t line = 1;
  uint32_t column = 1;
};

class Source {
 public:
  // One file. Its offsets begin where the files before it end, with a newline between.
  struct File {
    std::string name;
    SourceRange range;
    std::vector<uint32_t> line_starts;
  };

  // `name` is what diagnostics call the script: its path, or "stdin" for -e and "-".
  Source(std::string name, std::string text);

  // Appends an imported file and returns its index; the script has index 0. Ranges of other files stay valid,
  // views of the text do not.
  size_t Add(std::string name, const std::string& text);
  // Whether a file of `size` bytes still fits the space of offsets.
  [[nodiscard]] bool HasRoomFor(size_t size) const;

  // Of the script itself.
  [[nodiscard]] const std::string& name() const { return files_.front().name; }
  [[nodiscard]] uint32_t line_count() const {
    return static_cast<uint32_t>(files_.front().line_starts.size());
  }
  // Of all files, one behind the other.
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const std::vector<File>& files() const { return files_; }
  // The index of the file that `offset` is in. The end of a file belongs to it.
  [[nodiscard]] size_t FileAt(uint32_t offset) const;

  [[nodiscard]] std::string_view Slice(SourceRange range) const;
  // The line and column in the file of `offset`.
  [[nodiscard]] LineColumn Position(uint32_t offset) const;
  // The text of line `line` (from 1) of a file without its newline; empty past the end.
  [[nodiscard]] std::string_view Line(uint32_t line, size_t file = 0) const;

 private:
  std::string text_;
  std::vector<File> files_;
};

}  // namespace sonde
