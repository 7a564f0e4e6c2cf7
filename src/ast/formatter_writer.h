// FormatWriter: writes text in source order, with the comments in between, to a Layout; and what comments may
// break: lines, lists, blocks. It knows nothing of the tree: formatter_nodes.h tells it what to write. Inside
// src/ast only; formatter.h is the way in.
//
// Comments are a queue in source order: whoever is about to write something that stood at an offset first
// writes the comments before it. So none is lost, whatever the tree did not keep. Covered by
// tests/ast/formatter_test.cpp and tests/golden/fmt/*.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "ast/ast.h"
#include "ast/formatter_layout.h"
#include "ast/formatter_source.h"

namespace sonde::ast {

// The place between two things that are written on lines of their own.
struct Gap {
  uint32_t from = 0;        // behind the first
  uint32_t to = 0;          // where the second begins
  uint32_t separator = 0;   // behind the `;`, `,` or operator between them, if there is one
  bool opening = false;     // the first is an opening bracket or the start of the script
  bool closing = false;     // no comment leads the second: it is a bracket, the end of the script
  bool tight = false;       // no empty lines
  bool empty_line = false;  // one belongs here even if the user wrote none
};

// One of several things in a row: a statement, an argument.
struct Part {
  SourceRange range;
  uint32_t separator;  // behind what separates it from the next, or range.end
  std::function<void()> write;
};

class FormatWriter {
 public:
  // `comments`: of the script, in source order; both outlive this.
  FormatWriter(const FormatSource& source, const std::vector<Comment>& comments)
      : source_(source), comments_(comments) {}

  [[nodiscard]] const FormatSource& source() const { return source_; }
  Layout& layout() { return layout_; }

  void Text(std::string text) { layout_.Text(std::move(text)); }

  // ---- comments
  // Whether one that stands before the offset is still to be written.
  [[nodiscard]] bool Pending(uint32_t before) const {
    return next_ < comments_.size() && comments_[next_].range.begin < before;
  }
  // Comments before an offset, in the line: `/* a */ ` and ` /* a */`.
  void Before(uint32_t offset);
  void After(uint32_t offset);
  // Ends the line, with the comments behind it and those on lines of their own.
  void EndLine(const Gap& gap);
  // Whether a comment before `end` and between the parts is a // or stands alone.
  [[nodiscard]] bool WantLines(const std::vector<Part>& parts, uint32_t end) const;

  // ---- lists and blocks
  // Parts with commas between `open` and `close`; one a line if a comment wants that.
  void List(uint32_t open, std::vector<Part> parts, uint32_t close);
  // The blank before a brace, and comments there.
  void BeforeBrace(uint32_t open);
  // A block: the braces at `open` and `close`, and parts on lines of their own between them.
  void Braces(uint32_t open, const std::vector<Part>& parts, uint32_t close);

 private:
  // The next comment, taken, and the column it stands in.
  const Comment& Take() { return comments_[next_++]; }
  [[nodiscard]] uint32_t ColumnOf(const Comment& comment) const;
  [[nodiscard]] size_t Trailing(const Gap& gap) const;
  [[nodiscard]] size_t OnOwnLines(const Gap& gap) const;
  // Nothing else stands on the comment's lines.
  [[nodiscard]] bool IsAlone(SourceRange comment) const;
  void ListInLines(uint32_t open, const std::vector<Part>& parts, uint32_t close);

  const FormatSource& source_;
  const std::vector<Comment>& comments_;
  size_t next_ = 0;  // comment to write
  Layout layout_;
};

}  // namespace sonde::ast
