// Splitting of format strings. Leaves: ParseFormat. Covered by tests/output/format_test.cpp.
#include "base/format_spec.h"

#include <algorithm>

namespace sonde {
namespace {

constexpr uint32_t kMaxWidth = 65535;  // wider ones would only fill memory

// Reads one conversion after its %: flags strictly in the order - + space # 0, width, precision, length.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  // The length of the conversion without the %, 0 if there is none.
  size_t Scan(FormatPiece& piece) {
    piece.left = Take('-');
    piece.plus = Take('+');
    piece.space = Take(' ');
    piece.alternate = Take('#');
    piece.zero = Take('0');
    piece.width_argument = Take('*');
    if (!piece.width_argument) piece.width = Number();
    if (Take('.')) {
      piece.precision_argument = Take('*');
      if (!piece.precision_argument) piece.precision = static_cast<int32_t>(Number());
    }
    piece.bits = Length();
    return Conversion(piece) ? at_ : 0;
  }

 private:
  [[nodiscard]] char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool Take(char wanted) {
    if (Peek() != wanted || at_ >= text_.size()) return false;
    ++at_;
    return true;
  }

  uint32_t Number() {
    uint32_t number = 0;
    while (Peek() >= '0' && Peek() <= '9') {
      number = std::min<uint32_t>(number * 10 + static_cast<uint32_t>(Peek() - '0'), kMaxWidth);
      ++at_;
    }
    return number;
  }

  uint8_t Length() {
    if (Take('h')) return Take('h') ? 8 : 16;
    if (Take('l')) {
      Take('l');
      return 64;
    }
    if (Take('j') || Take('z') || Take('t')) return 64;
    Take('L');
    return 32;
  }

  bool Conversion(FormatPiece& piece) {
    const size_t begin = at_;
    piece.conv = Letter();
    if (piece.conv == FormatConv::Literal && text_.substr(begin, 1) != "%") return false;
    piece.text = text_.substr(begin, at_ - begin);
    return true;
  }

  FormatConv Letter() {
    if (at_ >= text_.size()) return FormatConv::Literal;
    switch (text_[at_++]) {
      case 'd':
      case 'i':
        return FormatConv::Signed;
      case 'u':
        return FormatConv::Unsigned;
      case 'x':
        return FormatConv::HexLower;
      case 'X':
        return FormatConv::HexUpper;
      case 'o':
        return FormatConv::Octal;
      case 'c':
        return FormatConv::Char;
      case 'p':
        return FormatConv::Pointer;
      case 's':
        return FormatConv::Text;
      case 'r':
        if (Take('x')) return FormatConv::BufferHex;
        return Take('h') ? FormatConv::BufferPairs : FormatConv::Buffer;
      case 'g':
        return Take('r') ? FormatConv::GfpFlags : FormatConv::Float;
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'G':
      case 'a':
      case 'A':
        return FormatConv::Float;
      case 'n':
        return FormatConv::Unsupported;
      default:
        return FormatConv::Literal;
    }
  }

  std::string_view text_;
  size_t at_ = 0;
};

void AddLiteral(std::vector<FormatPiece>& pieces, std::string_view text) {
  if (text.empty()) return;
  if (pieces.empty() || pieces.back().takes_argument()) pieces.emplace_back();
  pieces.back().text += text;
}

}  // namespace

void SetWidth(FormatPiece& piece, int64_t width) {
  if (width < 0) piece.left = true;
  const uint64_t columns = width < 0 ? 0 - static_cast<uint64_t>(width) : static_cast<uint64_t>(width);
  piece.width = static_cast<uint32_t>(std::min<uint64_t>(columns, kMaxWidth));
}

void SetPrecision(FormatPiece& piece, int64_t precision) {
  piece.precision = precision < 0 ? -1 : static_cast<int32_t>(std::min<int64_t>(precision, kMaxWidth));
}

std::vector<FormatPiece> ParseFormat(std::string_view format) {
  std::vector<FormatPiece> pieces;
  while (!format.empty()) {
    const size_t percent = format.find('%');
    AddLiteral(pieces, format.substr(0, percent));
    if (percent == std::string_view::npos) break;
    format.remove_prefix(percent + 1);
    FormatPiece piece;
    const size_t length = Scanner(format).Scan(piece);
    if (length == 0 || !piece.takes_argument()) {
      AddLiteral(pieces, "%");
    } else {
      pieces.push_back(std::move(piece));
    }
    format.remove_prefix(length);
  }
  return pieces;
}

}  // namespace sonde
