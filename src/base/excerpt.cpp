// Places with their text. Leaves: MakeExcerpt, PlaceText, LinesText, PlaceAndLines. Covered by
// tests/base/excerpt_test.cpp.
#include "base/excerpt.h"

#include <algorithm>
#include <string_view>

#include "base/printable.h"

namespace sonde {
namespace {

std::string ExpandTabs(std::string_view line) {
  std::string text;
  for (const char c : line) {
    if (c == '\t') {
      text += "    ";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

Excerpt MakeExcerpt(const Source& source, SourceRange range) {
  const size_t file = source.FileAt(range.begin);
  if (source.FileAt(range.end) != file) range.end = range.begin;
  const LineColumn begin = source.Position(range.begin), end = source.Position(range.end);
  Excerpt excerpt{source.files()[file].name, begin.line, begin.column, end.line, end.column, {}};
  for (uint32_t line = begin.line; line <= end.line; ++line) {
    if (line > begin.line) excerpt.text += '\n';
    excerpt.text += source.Line(line, file);
  }
  return excerpt;
}

std::string PlaceText(const Excerpt& excerpt) {
  if (excerpt.line == 0) return {};
  const std::string text = OneLine(excerpt.file) + ":" + std::to_string(excerpt.line);
  if (excerpt.end_line > excerpt.line) return text + "-" + std::to_string(excerpt.end_line);
  if (excerpt.column == 0) return text;
  return text + ":" + std::to_string(excerpt.column) + "-" + std::to_string(excerpt.end_column);
}

std::string LinesText(const Excerpt& excerpt) {
  const std::string text = ExpandTabs(excerpt.text) + "\n";
  if (excerpt.end_line > excerpt.line || excerpt.column == 0) return text;
  const std::string_view line = excerpt.text;
  const size_t begin = std::min<size_t>(excerpt.column - 1, line.size());
  const size_t count = std::max(excerpt.end_column, excerpt.column) - excerpt.column;
  const std::string before = ExpandTabs(line.substr(0, begin));
  return text + std::string(before.size(), ' ') +
         std::string(ExpandTabs(line.substr(begin, count)).size(), '~') + "\n";
}

std::string PlaceAndLines(const Excerpt& excerpt) {
  std::string text = PlaceText(excerpt) + ":\n" + LinesText(excerpt);
  text.pop_back();
  return text;
}

}  // namespace sonde
