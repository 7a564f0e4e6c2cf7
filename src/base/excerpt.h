// Excerpt: a place in a script with the text that stands there, and how both are written wherever an error, a
// warning or a problem of a run has a place:
//
//   stdin:1:9-11
//   begin { $x }
//           ~~
//
// Covered by tests/base/excerpt_test.cpp.
#pragma once

#include <cstdint>
#include <string>

#include "base/source.h"

namespace sonde {

// Lines and columns count from 1, columns in bytes; ends are exclusive. Line 0: no place. Column 0: all of
// the line.
struct Excerpt {
  std::string file;
  uint32_t line = 0;
  uint32_t column = 0;
  uint32_t end_line = 0;
  uint32_t end_column = 0;
  std::string text;  // the lines, with newlines in between
};

// A range that begins in one file and ends in another shows where it begins.
Excerpt MakeExcerpt(const Source& source, SourceRange range);

// "FILE:LINE:COLUMN-END", "FILE:LINE-END" of several lines, "FILE:LINE" without columns; empty without a
// place.
std::string PlaceText(const Excerpt& excerpt);

// Both as a part of a sentence that goes before: "stdin:1:9-11:", and the text below it, without a newline at
// the end.
std::string PlaceAndLines(const Excerpt& excerpt);

// The text, with a line of `~` below it when the place lies within one line. Tabs are shown as four spaces.
// Ends with a newline.
std::string LinesText(const Excerpt& excerpt);

}  // namespace sonde
