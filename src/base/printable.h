// Text that others wrote (names, strings, paths, lines of files), made fit for a terminal or for one line.
// Leaves: AppendPrintable, OneLine, Quote. Covered by tests/base/printable_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sonde {

enum class Newlines : uint8_t { Keep, Escape };

// Appends `text`; what could command or deceive a terminal is shown as \xNN, byte by byte: control characters
// (C0 without tab, DEL, C1 in UTF-8 as well as single bytes), characters that reorder or hide others
// (Unicode's bidirectional and line controls), and bytes that are no UTF-8. Tabs stay; newlines as `newlines`
// says.
void AppendPrintable(std::string& out, std::string_view text, Newlines newlines);

// `text` with its line ends as \x0a and \x0d and nothing else changed: a name in a list takes one line,
// wherever the list goes.
std::string OneLine(std::string_view text);

// `text` in double quotes with the escapes of the language: \n, \t, \r, \" and \\; every other byte that is
// no printable ASCII as \xNN.
std::string Quote(std::string_view text);

}  // namespace sonde
