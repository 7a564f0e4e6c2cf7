// Where comments go: behind a line, on lines of their own, or inside a line; and lists and blocks, which
// comments may break. Leaves: FormatWriter. Covered by tests/golden/fmt/comment/* and */*comments*.
#include "ast/formatter_writer.h"

#include <algorithm>
#include <cctype>

namespace sonde::ast {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool IsLineComment(std::string_view text) {
  return text.starts_with("//");
}

// What a comment says, without its marks.
std::string Content(std::string_view text) {
  text.remove_prefix(2);
  if (text.ends_with("*/")) text.remove_suffix(2);
  const size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
  const size_t end = text.find_last_not_of(kBlanks) + 1;
  return std::string(text.substr(begin, std::max(begin, end) - begin));
}

// A // comment with a blank behind its mark if it begins with a word.
std::string LineComment(std::string_view text) {
  text = text.substr(0, text.find_last_not_of(kBlanks) + 1);
  const bool word = text.size() > 2 && std::isalnum(static_cast<unsigned char>(text[2])) != 0;
  return (word ? "// " : "//") + std::string(text.substr(2));
}

std::string AtLineEnd(std::string_view text) {
  return IsLineComment(text) ? LineComment(text) : std::string(text);
}

std::string OnOwnLine(std::string_view text) {
  if (IsLineComment(text)) return LineComment(text);
  if (text.find('\n') != std::string_view::npos) return std::string(text);
  const std::string content = Content(text);
  return content.empty() ? "//" : "// " + content;
}

std::string InLine(std::string_view text) {
  if (!IsLineComment(text)) return std::string(text);
  // Only the // may hold the end of a comment.
  std::string content(text.substr(2));
  for (size_t at = 0; (at = content.find("*/", at)) != std::string::npos;)
    content.insert(at + 1, " ");
  content = Content("//" + content);
  return content.empty() ? "/* */" : "/* " + content + " */";
}

}  // namespace

// ---- comments ------------------------------------------------------------------------------------

// Only further lines of a comment ask for its column.
uint32_t FormatWriter::ColumnOf(const Comment& comment) const {
  const bool one_line = comment.text.find('\n') == std::string::npos;
  return one_line ? 0 : source_.ColumnOf(comment.range.begin);
}

void FormatWriter::Before(uint32_t offset) {
  while (Pending(offset)) {
    const Comment& comment = Take();
    layout_.Comment(InLine(comment.text), ColumnOf(comment));
    Text(" ");
  }
}

void FormatWriter::After(uint32_t offset) {
  while (Pending(offset)) {
    const Comment& comment = Take();
    Text(" ");
    layout_.Comment(InLine(comment.text), ColumnOf(comment));
  }
}

bool FormatWriter::IsAlone(SourceRange comment) const {
  return source_.StartsLine(comment.begin) && source_.EndsLine(comment.end);
}

// How many comments stand behind the end of the first thing's line.
size_t FormatWriter::Trailing(const Gap& gap) const {
  const uint32_t end = std::max(gap.from, gap.separator);
  uint32_t last = end;
  size_t count = 0;
  size_t inside = 0;  // before the end: the statement's `;`, say
  for (size_t i = next_; i < comments_.size() && comments_[i].range.begin < gap.to; ++i) {
    const SourceRange range = comments_[i].range;
    const bool alone = gap.opening ? source_.StartsLine(range.begin) : range.begin < end && IsAlone(range);
    if (alone || source_.HasNewline(last, range.begin)) return count;
    ++count;
    if (range.begin < end) ++inside;
    last = std::max(last, range.end);
    if (IsLineComment(comments_[i].text)) return count;
  }
  // They run into the second thing: then they belong to it, except to a closing bracket.
  if (source_.HasNewline(last, gap.to) || (gap.closing && !gap.opening)) return count;
  return inside;
}

// How many of the pending comments do not stand on the line where the second thing begins.
size_t FormatWriter::OnOwnLines(const Gap& gap) const {
  size_t count = 0;
  while (next_ + count < comments_.size() && comments_[next_ + count].range.begin < gap.to)
    ++count;
  uint32_t begin = gap.to;
  while (!gap.closing && count > 0 && !source_.HasNewline(comments_[next_ + count - 1].range.end, begin)) {
    --count;
    begin = comments_[next_ + count].range.begin;
  }
  return count;
}

void FormatWriter::EndLine(const Gap& gap) {
  uint32_t last = gap.from;
  for (size_t count = Trailing(gap); count > 0; --count) {
    const Comment& comment = Take();
    layout_.Trailing(AtLineEnd(comment.text), ColumnOf(comment));
    last = std::max(last, comment.range.end);
  }
  bool empty_line = gap.empty_line;
  bool may_be_empty = !gap.opening && !gap.tight;
  const auto end_line = [&](uint32_t next) {
    if (empty_line || (may_be_empty && source_.HasEmptyLine(last, next))) {
      layout_.EmptyLine();
    } else {
      layout_.NewLine();
    }
    empty_line = false;
    may_be_empty = !gap.tight;
  };
  for (size_t count = OnOwnLines(gap); count > 0; --count) {
    const Comment& comment = Take();
    end_line(comment.range.begin);
    layout_.Comment(OnOwnLine(comment.text), ColumnOf(comment));
    last = std::max(last, comment.range.end);
  }
  if (gap.closing) {
    layout_.NewLine();
  } else {
    end_line(Pending(gap.to) ? comments_[next_].range.begin : gap.to);
  }
  Before(gap.to);
}

// ---- lists ---------------------------------------------------------------------------------------

bool FormatWriter::WantLines(const std::vector<Part>& parts, uint32_t end) const {
  auto part = parts.begin();
  for (size_t i = next_; i < comments_.size() && comments_[i].range.begin < end; ++i) {
    const uint32_t begin = comments_[i].range.begin;
    while (part != parts.end() && part->range.end <= begin)
      ++part;
    const bool inside = part != parts.end() && begin >= part->range.begin;
    if (!inside && (IsLineComment(comments_[i].text) || IsAlone(comments_[i].range))) return true;
  }
  return false;
}

void FormatWriter::List(uint32_t open, std::vector<Part> parts, uint32_t close) {
  for (size_t i = 0; i < parts.size(); ++i) {
    const uint32_t end = i + 1 < parts.size() ? parts[i + 1].range.begin : close;
    const uint32_t comma = source_.Find(",", parts[i].range.end, end);
    parts[i].separator = comma < end ? comma + 1 : parts[i].range.end;
  }
  if (WantLines(parts, close)) return ListInLines(open, parts, close);
  const bool several = parts.size() > 1;
  if (several) layout_.Open(Layout::Breaks::WhereNeeded);
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) {
      After(parts[i - 1].separator);
      Text(",");
      layout_.Line();
    }
    Before(parts[i].range.begin);
    parts[i].write();
  }
  if (parts.empty() && Pending(close)) {
    const Comment& comment = Take();
    layout_.Comment(InLine(comment.text), ColumnOf(comment));
  }
  After(close);
  if (several) layout_.Close();
}

void FormatWriter::ListInLines(uint32_t open, const std::vector<Part>& parts, uint32_t close) {
  layout_.Open(Layout::Breaks::All, true);
  Gap gap{.from = open, .opening = true};
  for (const Part& part : parts) {
    gap.to = part.range.begin;
    if (!gap.opening || Pending(gap.to)) EndLine(gap);
    part.write();
    if (&part != &parts.back()) Text(",");
    gap = {.from = part.range.end, .separator = part.separator};
  }
  gap.to = close;
  gap.closing = true;
  if (Pending(close)) EndLine(gap);
  layout_.Close();
}

// ---- blocks --------------------------------------------------------------------------------------

void FormatWriter::Braces(uint32_t open, const std::vector<Part>& parts, uint32_t close) {
  Text("{");
  if (!parts.empty() || Pending(close)) {
    layout_.Indent();
    Gap gap{.from = open + 1, .opening = true};
    for (const Part& part : parts) {
      gap.to = part.range.begin;
      EndLine(gap);
      part.write();
      gap = {.from = part.range.end, .separator = part.separator};
    }
    gap.to = close;
    gap.closing = true;
    EndLine(gap);
    layout_.Dedent();
  }
  Text("}");
}

void FormatWriter::BeforeBrace(uint32_t open) {
  // Other comments before the brace go behind it.
  while (Pending(open)) {
    const Comment& comment = comments_[next_];
    const bool fits = comment.text.starts_with("/*") && comment.text.find('\n') == std::string::npos;
    if (!fits || source_.StartsLine(comment.range.begin)) break;
    After(comment.range.end);
  }
  Text(" ");
}

}  // namespace sonde::ast
