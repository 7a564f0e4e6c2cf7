// Layout: text with places where a line may end, and the choice which of them do. The formatter writes pieces
// in order; Render fits them into lines of at most kWidth columns where that is possible.
//
//   layout.Text("f(");
//   layout.Open(Layout::Breaks::WhereNeeded);   // what belongs together
//   layout.Text("a,"); layout.Line(); layout.Text("b");
//   layout.Close();
//   layout.Text(")");
//
// Covered by tests/golden/fmt/width/*.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sonde::ast {

class Layout {
 public:
  // Which lines of a group that does not fit end.
  enum class Breaks : uint8_t { WhereNeeded, All };

  // Text of one line.
  void Text(std::string text) { Add(Piece::Text, std::move(text)); }
  // Text of any number of lines, which stay as they are but for blanks at their ends.
  void Verbatim(std::string text) { Add(Piece::Verbatim, std::move(text)); }
  // A comment that stood in `column` of the script; further lines of it move by as much as the first does.
  void Comment(std::string text, uint32_t column) { Add(Piece::Comment, std::move(text), column); }
  // The same behind the end of a line, where the width does not matter.
  void Trailing(std::string text, uint32_t column) { Add(Piece::Trailing, std::move(text), column); }

  void Line() { Add(Piece::Line); }            // a blank, or the end of a line
  void NewLine() { Add(Piece::NewLine); }      // the end of a line; several in a row are one
  void EmptyLine() { Add(Piece::EmptyLine); }  // the same, and an empty line

  void Indent() { Add(Piece::Indent); }
  void Dedent() { Add(Piece::Dedent); }
  // A group is on one line if it fits, else its further lines are indented. `broken`: it never fits.
  void Open(Breaks breaks, bool broken = false) { pieces_.push_back({Piece::Open, {}, broken, breaks}); }
  void Close() { Add(Piece::Close); }

  // The lines, with a newline behind each.
  [[nodiscard]] std::string Render() const;

  struct Piece {
    enum Kind : uint8_t {
      Text,
      Verbatim,
      Comment,
      Trailing,
      Line,
      NewLine,
      EmptyLine,
      Indent,
      Dedent,
      Open,
      Close
    } kind;
    std::string text;
    uint32_t number = 0;  // the column of a comment; of Open: broken
    Breaks breaks = Breaks::All;
  };

 private:
  void Add(Piece::Kind kind, std::string text = {}, uint32_t number = 0) {
    pieces_.push_back({kind, std::move(text), number, Breaks::All});
  }

  std::vector<Piece> pieces_;
};

// Columns that the beginning of a line takes; tabs count where they indent.
size_t LineColumns(std::string_view line);

}  // namespace sonde::ast
