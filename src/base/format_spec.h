// Format strings of printf and its relatives (functions.md 2.2), split into literal text and
// conversions. sema checks arguments against the pieces, output formats with them; neither parses.
// Covered by tests/output/format_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sonde {

enum class FormatConv : uint8_t {
  Literal,      // no argument: `text` is printed
  Signed,       // d i
  Unsigned,     // u
  HexLower,     // x
  HexUpper,     // X
  Octal,        // o
  Char,         // c
  Pointer,      // p
  Text,         // s
  Buffer,       // r: ASCII, other bytes as \xNN
  BufferHex,    // rx: every byte as \xNN
  BufferPairs,  // rh: hex pairs with spaces between
  GfpFlags,     // gr
  Float,        // e E f F g G a A
  Unsupported,  // n: takes an argument, but is an error
};

struct FormatPiece {
  FormatConv conv = FormatConv::Literal;
  std::string text;        // Literal: what is printed (%% is %); else the conversion's letters: "d", "rx"
  bool left = false;       // -
  bool plus = false;       // +
  bool space = false;      // a space, which only floating-point conversions heed
  bool alternate = false;  // #
  bool zero = false;       // 0
  uint32_t width = 0;
  int32_t precision = -1;  // digits of a number, bytes of a text; -1: none is given
  // `*`: an integer argument in front of the value has the width, one behind that the precision.
  bool width_argument = false;
  bool precision_argument = false;
  uint8_t bits = 32;  // of an integer conversion, from the length modifier: 8, 16, 32, 64

  [[nodiscard]] bool takes_argument() const { return conv != FormatConv::Literal; }
};

// What a `*` makes of its argument, as in C: a negative width means left aligned, a negative precision none.
void SetWidth(FormatPiece& piece, int64_t width);
void SetPrecision(FormatPiece& piece, int64_t precision);

// Neighbouring literals are one piece. What is no conversion by the grammar is literal text.
std::vector<FormatPiece> ParseFormat(std::string_view format);

}  // namespace sonde
