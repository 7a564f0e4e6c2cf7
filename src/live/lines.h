// Lines: what stands on the screen, as text with a style, free of any terminal; and text of others cut to
// columns. Covered by tests/live/lines_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sonde::live {

enum class Style : uint8_t { Plain, Title, Tab, CurrentTab, Head, Selected, Bar, Faint, Alarm, Heat };

struct Span {
  std::string text;
  Style style = Style::Plain;
  uint8_t heat = 0;  // of Heat: the level, 1 to output::kHeatLevels
};

using Line = std::vector<Span>;

struct Size {
  size_t rows = 0;
  size_t columns = 0;
};

enum class Side : uint8_t { Left, Right };

// Text that others wrote, as one line that commands nothing: control characters as \xNN, tabs as blanks.
std::string Printable(std::string_view text);
// The same without the colours that sonde itself, or a program for the terminal, has put in.
std::string WithoutColors(std::string_view text);

// How many columns UTF-8 takes, in the locale that is set.
size_t Width(std::string_view text);
// Made `width` columns: filled up with blanks, or cut, and then it ends in a `~`. What the locale cannot show
// is a `?`.
std::string Fit(std::string_view text, size_t width, Side side = Side::Left);

// Whether the locale's text is UTF-8. In all others nothing but ASCII is shown.
bool HasUnicode();
// A bar for `part` of 1, no longer than `width`.
std::string Bar(double part, size_t width);

// All text of a line, without styles.
std::string TextOf(const Line& line);

}  // namespace sonde::live
