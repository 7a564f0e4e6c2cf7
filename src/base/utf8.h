// Text of unknown origin made UTF-8, for formats that have no place for other bytes. Covered by
// tests/base/utf8_test.cpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sonde {

// The length of the UTF-8 sequence at the start of `text`, 0 if it is none.
size_t Utf8Length(std::string_view text);

// Whether the byte goes on with a character that began before it.
inline bool IsInsideUtf8(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80;
}

// So much of `text` as has at most `most` bytes and no half character at its end.
std::string_view Utf8Cut(std::string_view text, size_t most);

// Appends `text`; bytes that are no UTF-8 become U+FFFD, one for each.
void AppendUtf8(std::string& out, std::string_view text);

}  // namespace sonde
