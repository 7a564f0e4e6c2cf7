// Leaves: what lines.h declares. Covered by tests/live/lines_test.cpp.
#include "live/lines.h"

#include <langinfo.h>

#include <algorithm>
#include <cmath>
#include <cwchar>

#include "base/printable.h"
#include "base/utf8.h"

namespace sonde::live {
namespace {

struct Character {
  std::string_view bytes;  // "?" for what cannot be shown
  size_t columns = 1;
};

wchar_t CodePoint(std::string_view bytes) {
  const auto first = static_cast<unsigned char>(bytes[0]);
  if (bytes.size() == 1) return static_cast<wchar_t>(first);
  auto code = static_cast<uint32_t>(first & (0xff >> (bytes.size() + 1)));
  for (const char byte : bytes.substr(1))
    code = code << 6 | (static_cast<unsigned char>(byte) & 0x3f);
  return static_cast<wchar_t>(code);
}

// The first of `text`, which gets shorter by it.
Character Take(std::string_view& text) {
  const size_t length = Utf8Length(text);
  const std::string_view bytes = text.substr(0, std::max<size_t>(length, 1));
  text.remove_prefix(bytes.size());
  if (length == 0) return {"?", 1};
  const wchar_t code = CodePoint(bytes);
  if (length == 1 && code >= 0x20 && code < 0x7f) return {bytes, 1};
  const int columns = length > 1 && !HasUnicode() ? -1 : wcwidth(code);
  return columns < 0 || code < 0x20 ? Character{"?", 1} : Character{bytes, static_cast<size_t>(columns)};
}

}  // namespace

std::string Printable(std::string_view text) {
  std::string line;
  AppendPrintable(line, text, Newlines::Escape);
  std::replace(line.begin(), line.end(), '\t', ' ');
  return line;
}

// Colours are "ESC [ numbers m".
std::string WithoutColors(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const size_t escape = std::min(text.find("\x1b["), text.size());
    plain += text.substr(0, escape);
    text.remove_prefix(escape);
    if (text.empty()) break;
    const size_t end = text.find_first_not_of("0123456789;", 2);
    const bool color = end != std::string_view::npos && text[end] == 'm';
    if (!color) plain += text.substr(0, 2);
    text.remove_prefix(color ? end + 1 : 2);
  }
  return plain;
}

size_t Width(std::string_view text) {
  size_t columns = 0;
  while (!text.empty())
    columns += Take(text).columns;
  return columns;
}

std::string Fit(std::string_view text, size_t width, Side side) {
  std::string fitted;
  size_t columns = 0, kept = 0, kept_columns = 0;  // what is left if a `~` has to stand behind it
  while (!text.empty()) {
    const Character next = Take(text);
    if (columns + next.columns > width) {
      fitted.resize(kept);
      if (width > 0) fitted += '~';
      columns = kept_columns + (width > 0 ? 1 : 0);
      break;
    }
    fitted += next.bytes;
    columns += next.columns;
    if (columns < width) {
      kept = fitted.size();
      kept_columns = columns;
    }
  }
  const std::string blanks(width - std::min(columns, width), ' ');
  return side == Side::Left ? fitted + blanks : blanks + fitted;
}

bool HasUnicode() {
  return std::string_view(nl_langinfo(CODESET)) == "UTF-8";
}

// Unicode has blocks of eighths.
std::string Bar(double part, size_t width) {
  constexpr std::string_view kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (!(part > 0)) return {};
  const double cells = std::min(part, 1.0) * static_cast<double>(width);
  if (!HasUnicode()) return std::string(static_cast<size_t>(std::lround(cells)), '#');
  const auto eighths = static_cast<size_t>(std::lround(cells * 8));
  std::string bar;
  for (size_t i = 0; i < eighths / 8; ++i)
    bar += "█";
  bar += kEighths[eighths % 8];
  return bar;
}

std::string TextOf(const Line& line) {
  std::string text;
  for (const Span& span : line)
    text += span.text;
  return text;
}

}  // namespace sonde::live
