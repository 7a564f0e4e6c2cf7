// Source: offsets to lines and back. Leaves: Source's members. Covered by tests/base/source_test.cpp.
#include "base/source.h"

#include <algorithm>
#include <limits>

namespace sonde {

Source::Source(std::string name, std::string text) {
  Add(std::move(name), text);
}

bool Source::HasRoomFor(size_t size) const {
  return text_.size() + size < std::numeric_limits<uint32_t>::max() - 1;
}

size_t Source::Add(std::string name, const std::string& text) {
  if (!files_.empty()) text_ += '\n';
  const auto begin = static_cast<uint32_t>(text_.size());
  text_ += text;
  const auto end = static_cast<uint32_t>(text_.size());
  File file{std::move(name), {begin, end}, {begin}};
  for (uint32_t i = begin; i < end; ++i) {
    if (text_[i] == '\n') file.line_starts.push_back(i + 1);
  }
  files_.push_back(std::move(file));
  return files_.size() - 1;
}

size_t Source::FileAt(uint32_t offset) const {
  const auto after = std::upper_bound(files_.begin(), files_.end(), offset,
                                      [](uint32_t at, const File& file) { return at < file.range.begin; });
  return static_cast<size_t>(after - files_.begin()) - 1;
}

std::string_view Source::Slice(SourceRange range) const {
  const auto size = static_cast<uint32_t>(text_.size());
  const uint32_t begin = std::min(range.begin, size);
  const uint32_t end = std::clamp(range.end, begin, size);
  return std::string_view(text_).substr(begin, end - begin);
}

LineColumn Source::Position(uint32_t offset) const {
  const std::vector<uint32_t>& starts = files_[FileAt(offset)].line_starts;
  const auto after = std::upper_bound(starts.begin(), starts.end(), offset);
  const auto line = static_cast<uint32_t>(after - starts.begin());
  return {line, offset - starts[line - 1] + 1};
}

std::string_view Source::Line(uint32_t line, size_t file) const {
  const std::vector<uint32_t>& starts = files_[file].line_starts;
  if (line == 0 || line > starts.size()) return {};
  const uint32_t begin = starts[line - 1];
  const uint32_t end = line < starts.size() ? starts[line] - 1 : files_[file].range.end;
  return std::string_view(text_).substr(begin, end - begin);
}

}  // namespace sonde
