// Fits pieces of text into lines. Leaves: Layout::Render. Covered by tests/golden/fmt/width/*.
#include "ast/formatter_layout.h"

#include <algorithm>
#include <string_view>

namespace sonde::ast {
namespace {

constexpr size_t kWidth = 90;
constexpr size_t kBlockIndent = 2;
constexpr size_t kContinuationIndent = 4;
constexpr size_t kTab = 8;

using Piece = Layout::Piece;

// Columns a text takes: bytes that continue a UTF-8 character take none.
size_t Columns(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & '\xc0') != '\x80'; }));
}

}  // namespace

size_t LineColumns(std::string_view line) {
  size_t column = 0;
  size_t at = 0;
  for (; at < line.size() && (line[at] == ' ' || line[at] == '\t'); ++at)
    column = line[at] == '\t' ? (column / kTab + 1) * kTab : column + 1;
  return column + Columns(line.substr(at));
}

namespace {

class Renderer {
 public:
  explicit Renderer(const std::vector<Piece>& pieces) : pieces_(pieces) {}

  std::string Run() {
    for (at_ = 0; at_ < pieces_.size(); ++at_)
      Step(pieces_[at_]);
    if (out_.empty()) return {};
    EndLine();
    return std::move(out_);
  }

 private:
  struct Group {
    bool all;  // breaks all lines, or where needed
    bool flat;
    size_t indent;  // that it added
  };

  void Step(const Piece& piece) {
    switch (piece.kind) {
      case Piece::Text:
        return Write(piece.text);
      case Piece::Verbatim:
        return Lines(piece.text, 0, 0);
      case Piece::Comment:
        return Comment(piece);
      case Piece::Trailing:
        if (newlines_ == 0 && !open_comment_ && !out_.empty()) Write(" ");
        return Comment(piece);
      case Piece::Line:
        return Line();
      case Piece::NewLine:
        newlines_ = std::max(newlines_, 1);
        return;
      case Piece::EmptyLine:
        newlines_ = 2;
        return;
      case Piece::Indent:
        indent_ += kBlockIndent;
        return;
      case Piece::Dedent:
        indent_ -= kBlockIndent;
        return;
      case Piece::Open: {
        const bool flat = piece.number == 0 && Fits(Column(), false);
        groups_.push_back({piece.breaks == Layout::Breaks::All, flat, flat ? 0 : kContinuationIndent});
        indent_ += groups_.back().indent;
        return;
      }
      case Piece::Close:
        indent_ -= groups_.back().indent;
        groups_.pop_back();
        return;
    }
  }

  // Where the next text begins.
  [[nodiscard]] size_t Column() const { return newlines_ > 0 || open_comment_ ? indent_ : column_; }

  void Line() {
    Group& group = groups_.back();
    const bool stays = group.all ? group.flat : Fits(Column() + 1, true);
    if (stays) return Write(" ");
    // A group with a block in it may have looked as if it fitted.
    if (group.indent == 0) indent_ += group.indent = kContinuationIndent;
    newlines_ = std::max(newlines_, 1);
  }

  // Whether what stands behind the current piece fits from `column` on, up to where a line ends or may end:
  // behind the group that was just opened or, with `to_next_line`, at the next Line of the current group.
  [[nodiscard]] bool Fits(size_t column, bool to_next_line) const {
    int depth = 0;
    bool left = false;  // the group
    for (size_t i = at_ + 1; i < pieces_.size() && column <= kWidth; ++i) {
      const Piece& piece = pieces_[i];
      switch (piece.kind) {
        case Piece::Text:
        case Piece::Verbatim:
        case Piece::Comment: {
          const size_t end = piece.text.find('\n');
          column += Columns(std::string_view(piece.text).substr(0, end));
          if (end != std::string::npos) return column <= kWidth;
          break;
        }
        case Piece::Line:
          if (left || (to_next_line && depth == 0)) return true;
          ++column;
          break;
        case Piece::Trailing:
        case Piece::NewLine:
        case Piece::EmptyLine:
          return true;
        case Piece::Open:
          ++depth;
          break;
        case Piece::Close:
          left |= --depth < 0;
          break;
        default:
          break;
      }
    }
    return column <= kWidth;
  }

  void EndLine() {
    size_t size = out_.find_last_not_of(" \t\r") + 1;
    // A blank between a backslash and the end of the line keeps the next line apart.
    const bool apart =
        size > 0 && out_[size - 1] == '\\' && out_.find_first_of(" \t", size) != std::string::npos;
    if (apart) ++size;
    out_.erase(size);
    out_ += '\n';
    column_ = 0;
  }

  void Write(std::string_view text) {
    // Nothing may follow a // on its line.
    if (open_comment_) newlines_ = std::max(newlines_, 1);
    open_comment_ = false;
    if (newlines_ > 0 && !out_.empty()) {
      EndLine();
      if (newlines_ > 1) out_ += '\n';
    }
    if (newlines_ > 0 || out_.empty()) {
      out_.append(indent_, ' ');
      column_ = indent_;
    }
    newlines_ = 0;
    out_ += text;
    column_ += Columns(text);
  }

  void Comment(const Piece& piece) {
    const std::string_view text = piece.text;
    Lines(text, piece.number, Column());
    open_comment_ = text.starts_with("//");
  }

  // Text whose lines after the first move from column `from` to column `to`.
  void Lines(std::string_view text, size_t from, size_t to) {
    size_t end = std::min(text.find('\n'), text.size());
    Write(text.substr(0, end));
    while (end < text.size()) {
      const size_t begin = end + 1;
      end = std::min(text.find('\n', begin), text.size());
      const std::string_view line = text.substr(begin, end - begin);
      EndLine();
      column_ = LineColumns(line);
      if (from == to) {
        out_ += line;
      } else {
        MovedLine(line, from, to);
      }
    }
  }

  void MovedLine(std::string_view line, size_t from, size_t to) {
    const size_t blanks = line.find_first_not_of(" \t\r");
    if (blanks == std::string_view::npos) return;
    column_ = LineColumns(line.substr(0, blanks)) + to;
    column_ = column_ > from ? column_ - from : 0;
    out_.append(column_, ' ');
    out_ += line.substr(blanks);
    column_ += Columns(line.substr(blanks));
  }

  const std::vector<Piece>& pieces_;
  size_t at_ = 0;
  std::vector<Group> groups_;
  std::string out_;
  size_t column_ = 0;  // of the line that is written
  size_t indent_ = 0;
  int newlines_ = 0;  // before the next text
  bool open_comment_ = false;
};

}  // namespace

std::string Layout::Render() const {
  return Renderer(pieces_).Run();
}

}  // namespace sonde::ast
