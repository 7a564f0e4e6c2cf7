// Searches in a script's text. Leaves: FormatSource. Covered by tests/golden/fmt/*.
#include "ast/formatter_source.h"

#include <cctype>

#include "ast/formatter_layout.h"

namespace sonde::ast {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kBlanksInLine = " \t\r";

bool IsWordChar(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

}  // namespace

FormatSource::FormatSource(const Source& source, const std::vector<Comment>& comments)
    : source_(source), code_(source.text()) {
  for (const auto& comment : comments) {
    const size_t size = comment.range.end - comment.range.begin;
    code_.replace(comment.range.begin, size, size, ' ');
  }
}

uint32_t FormatSource::ColumnOf(uint32_t offset) const {
  const std::string& text = source_.text();
  const size_t newline = offset == 0 ? std::string::npos : text.rfind('\n', offset - 1);
  const size_t begin = newline == std::string::npos ? 0 : newline + 1;
  return static_cast<uint32_t>(LineColumns(source_.Slice({static_cast<uint32_t>(begin), offset})));
}

uint32_t FormatSource::Find(std::string_view wanted, uint32_t from, uint32_t to) const {
  const size_t at = std::string_view(code_).substr(0, to).find(wanted, from);
  return at == std::string_view::npos ? to : static_cast<uint32_t>(at);
}

uint32_t FormatSource::FindLast(char wanted, uint32_t end) const {
  return static_cast<uint32_t>(code_.rfind(wanted, end));
}

uint32_t FormatSource::Behind(char separator, uint32_t from) const {
  const size_t next = code_.find_first_not_of(kBlanks, from);
  const bool found = next != std::string::npos && code_[next] == separator;
  return found ? static_cast<uint32_t>(next) + 1 : from;
}

std::string FormatSource::WordBefore(uint32_t end) const {
  uint32_t begin = end;
  while (begin > 0 && IsWordChar(code_[begin - 1]))
    --begin;
  return code_.substr(begin, end - begin);
}

uint32_t FormatSource::LastBefore(uint32_t end) const {
  return end == 0 ? 0 : static_cast<uint32_t>(code_.find_last_not_of(kBlanks, end - 1));
}

bool FormatSource::HasNewline(uint32_t from, uint32_t to) const {
  return from < to && Find("\n", from, to) < to;
}

bool FormatSource::HasEmptyLine(uint32_t from, uint32_t to) const {
  for (uint32_t at = from; at < to; ++at) {
    if (code_[at] != '\n') continue;
    const size_t next = code_.find_first_not_of(kBlanksInLine, at + 1);
    if (next < to && code_[next] == '\n') return true;
  }
  return false;
}

bool FormatSource::StartsLine(uint32_t offset) const {
  if (offset == 0) return true;
  const size_t last = code_.find_last_not_of(kBlanksInLine, offset - 1);
  return last == std::string::npos || code_[last] == '\n';
}

bool FormatSource::EndsLine(uint32_t offset) const {
  const size_t next = code_.find_first_not_of(kBlanksInLine, offset);
  return next == std::string::npos || code_[next] == '\n';
}

}  // namespace sonde::ast
