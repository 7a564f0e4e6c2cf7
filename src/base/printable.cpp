// Escaping for terminals, lists and literals. Leaves: AppendPrintable, OneLine, Quote. Covered by
// tests/base/printable_test.cpp.
#include "base/printable.h"

namespace sonde {
namespace {

void AppendByte(std::string& out, char c) {
  constexpr char kDigits[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  out += "\\x";
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

struct Character {
  size_t length = 0;  // in bytes; 0: no UTF-8
  uint32_t code = 0;
};

// The character at the start of `text`, by the table of well-formed sequences (Unicode 15, table 3-7).
Character Decode(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {1, lead};
  const size_t length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (length == 0 || text.size() < length) return {};
  uint32_t code = lead & (0xffU >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3fU);
  }
  constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < kLeast[length] || code > 0x10ffff || surrogate) return {};
  return {length, code};
}

bool Commands(uint32_t code) {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return true;
  const bool line = code == 0x2028 || code == 0x2029;
  const bool direction = code == 0x061c || code == 0x200e || code == 0x200f ||
                         (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
  return line || direction || code == 0xfeff;
}

}  // namespace

void AppendPrintable(std::string& out, std::string_view text, Newlines newlines) {
  while (!text.empty()) {
    const Character character = Decode(text);
    const size_t length = character.length == 0 ? 1 : character.length;
    const bool kept = text[0] == '\t' || (text[0] == '\n' && newlines == Newlines::Keep);
    if (kept || (character.length != 0 && !Commands(character.code))) {
      out += text.substr(0, length);
    } else {
      for (const char c : text.substr(0, length))
        AppendByte(out, c);
    }
    text.remove_prefix(length);
  }
}

std::string OneLine(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  for (const char c : text) {
    if (c == '\n' || c == '\r') {
      AppendByte(line, c);
    } else {
      line += c;
    }
  }
  return line;
}

std::string Quote(std::string_view text) {
  constexpr std::string_view kEscaped = "\n\t\r\"\\";
  constexpr std::string_view kLetters = "ntr\"\\";
  std::string quoted = "\"";
  for (const char c : text) {
    const size_t escape = kEscaped.find(c);
    if (escape != std::string_view::npos) {
      quoted += '\\';
      quoted += kLetters[escape];
    } else if (c >= 0x20 && c < 0x7f) {
      quoted += c;
    } else {
      AppendByte(quoted, c);
    }
  }
  return quoted + "\"";
}

}  // namespace sonde
