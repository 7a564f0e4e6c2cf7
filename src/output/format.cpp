// Formatter: conversions applied to values, without streams and with no allocation of its own.
// Leaves: Formatter::Append. Covered by tests/output/format_test.cpp.
#include "output/format.h"

#include <charconv>
#include <cstdio>

namespace sonde::output {
namespace {

// Brings what was appended since `begin` to the width. Zeros go where spaces would: left of a sign or
// base prefix, right when left aligned.
void Pad(std::string& out, size_t begin, const FormatPiece& piece) {
  const size_t length = out.size() - begin;
  if (length >= piece.width) return;
  const char fill = piece.zero ? '0' : ' ';
  if (piece.left) {
    out.append(piece.width - length, fill);
  } else {
    out.insert(begin, piece.width - length, fill);
  }
}

uint64_t Truncated(uint64_t bits, uint8_t width) {
  return width >= 64 ? bits : bits & ((uint64_t{1} << width) - 1);
}

int64_t SignExtended(uint64_t bits, uint8_t width) {
  if (width >= 64) return static_cast<int64_t>(bits);
  const uint64_t sign = uint64_t{1} << (width - 1);
  return static_cast<int64_t>((Truncated(bits, width) ^ sign) - sign);
}

// Digits since `begin`, filled up with zeroes to the precision. None at all for zero and precision 0, as in
// C.
void FillDigits(std::string& out, size_t begin, const FormatPiece& piece) {
  if (piece.precision < 0) return;
  const auto wanted = static_cast<size_t>(piece.precision);
  if (wanted == 0 && out.compare(begin, std::string::npos, "0") == 0) out.resize(begin);
  const size_t digits = out.size() - begin;
  if (digits < wanted) out.insert(begin, wanted - digits, '0');
}

void AppendBase(std::string& out, uint64_t number, int base, bool upper) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof(digits), number, base).ptr;
  for (const char* digit = digits; digit != end; ++digit) {
    out += upper && *digit >= 'a' ? static_cast<char>(*digit - 'a' + 'A') : *digit;
  }
}

void AppendNumber(std::string& out, uint64_t bits, const FormatPiece& piece, TextOptions options) {
  const uint64_t number = Truncated(bits, piece.bits);
  const bool prefix = piece.alternate && number != 0;
  switch (piece.conv) {
    case FormatConv::Signed: {
      const int64_t value = SignExtended(bits, piece.bits);
      if (piece.plus && value >= 0) out += '+';
      const size_t digits = out.size() + (value < 0 ? 1 : 0);
      AppendInteger(out, static_cast<uint64_t>(value), true);
      return FillDigits(out, digits, piece);
    }
    case FormatConv::Unsigned: {
      const size_t digits = out.size();
      AppendInteger(out, number, false);
      return FillDigits(out, digits, piece);
    }
    case FormatConv::HexLower:
    case FormatConv::HexUpper: {
      const bool upper = piece.conv == FormatConv::HexUpper;
      if (prefix) out += upper ? "0X" : "0x";
      const size_t digits = out.size();
      AppendBase(out, number, 16, upper);
      return FillDigits(out, digits, piece);
    }
    case FormatConv::Octal: {
      const size_t digits = out.size();  // the 0 in front is one of them
      if (prefix) out += '0';
      AppendBase(out, number, 8, false);
      return FillDigits(out, digits, piece);
    }
    case FormatConv::Char:
      return AppendTraced(out, std::string(1, static_cast<char>(bits)), options);
    default:  // Pointer
      if (bits != 0) out += "0x";
      return AppendHex(out, bits);
  }
}

// Composites: the width applies to the first thing printed.
size_t FirstPiece(const Value& value) {
  return std::holds_alternative<Tuple>(value.data) || std::holds_alternative<Array>(value.data) ||
                 std::holds_alternative<Record>(value.data)
             ? 1
             : 0;
}

void AppendString(std::string& out, const Value& value, const FormatPiece& piece, TextOptions options) {
  const size_t begin = out.size();
  if (const auto* number = std::get_if<int64_t>(&value.data)) {
    if (piece.plus && *number >= 0) out += '+';
  } else if (piece.plus && std::holds_alternative<uint64_t>(value.data)) {
    out += '+';
  }
  if (const auto* text = std::get_if<Text>(&value.data); text != nullptr && piece.precision >= 0) {
    const auto most = static_cast<size_t>(piece.precision);
    AppendTraced(out, std::string_view(text->text).substr(0, most), options);
  } else {
    AppendText(out, value, options);
  }
  const size_t first = FirstPiece(value);
  if (first == 0) return Pad(out, begin, piece);
  if (piece.width <= first) return;
  const size_t fill = piece.width - first;
  out.insert(piece.left ? begin + first : begin, fill, piece.zero ? '0' : ' ');
}

void AppendBytes(std::string& out, std::string_view bytes, FormatConv conv) {
  constexpr char kDigits[] = "0123456789abcdef";
  if (conv == FormatConv::Buffer) return AppendBuffer(out, bytes);
  bool first = true;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (conv == FormatConv::BufferHex) {
      out += "\\x";
    } else if (!first) {
      out += ' ';
    }
    first = false;
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
}

void AppendFailure(std::string& out, std::string_view what, const Value* value, TextOptions options = {}) {
  out += "!{";
  out += what;
  if (value != nullptr) {
    out += ": ";
    AppendText(out, *value, options);
  }
  out += '}';
}

void AppendGfp(std::string& out, const Value& value, const FormatPiece& piece, TextOptions options) {
  const auto bits = IntegerBits(value);
  if (!bits || std::holds_alternative<bool>(value.data)) {
    return AppendFailure(out, "invalid GFP flags conversion", &value, options);
  }
  const size_t begin = out.size();
  AppendGfpFlags(out, *bits);
  Pad(out, begin, piece);
}

// As C prints a double, which is what it makes of a float, too: flags, width and precision included.
void AppendFloatPiece(std::string& out, const Value& value, const FormatPiece& piece, TextOptions options) {
  const auto* number = std::get_if<Float>(&value.data);
  if (number == nullptr) return AppendFailure(out, "invalid floating-point conversion", &value, options);
  char format[16];
  snprintf(format, sizeof(format), "%%%s%s%s%s%s*.*%s", piece.left ? "-" : "", piece.plus ? "+" : "",
           piece.space ? " " : "", piece.alternate ? "#" : "", piece.zero ? "0" : "", piece.text.c_str());
  const auto width = static_cast<int>(piece.width);
  char small[64];
  const int length = snprintf(small, sizeof(small), format, width, piece.precision, number->value);
  if (length < 0) return AppendFailure(out, "invalid floating-point conversion", &value, options);
  const auto bytes = static_cast<size_t>(length);
  if (bytes < sizeof(small)) {
    out.append(small, bytes);
    return;
  }
  const size_t begin = out.size();
  out.resize(begin + bytes + 1);
  snprintf(out.data() + begin, bytes + 1, format, width, piece.precision, number->value);
  out.resize(begin + bytes);
}

void AppendPiece(std::string& out, const Value& value, const FormatPiece& piece, TextOptions options) {
  const size_t begin = out.size();
  switch (piece.conv) {
    case FormatConv::Text:
      return AppendString(out, value, piece, options);
    case FormatConv::Buffer:
    case FormatConv::BufferHex:
    case FormatConv::BufferPairs:
      if (const auto* bytes = std::get_if<Bytes>(&value.data)) {
        AppendBytes(out, bytes->data, piece.conv);
        return Pad(out, begin, piece);
      }
      return AppendFailure(out, "invalid buffer conversion", &value, options);
    case FormatConv::GfpFlags:
      return AppendGfp(out, value, piece, options);
    case FormatConv::Float:
      return AppendFloatPiece(out, value, piece, options);
    default:
      if (const auto bits = IntegerBits(value)) {
        AppendNumber(out, *bits, piece, options);
        return Pad(out, begin, piece);
      }
      return AppendFailure(out, "invalid integer conversion", &value, options);
  }
}

// A width or precision out of the arguments is an int, as in C.
int64_t IntegerOf(const Value& value) {
  const uint64_t bits = IntegerBits(value).value_or(0);
  return static_cast<int32_t>(static_cast<uint32_t>(bits));
}

// The piece with the width and the precision that the arguments from `next` on say.
FormatPiece WithArguments(FormatPiece piece, std::span<const Value> args, size_t& next) {
  if (piece.width_argument && next < args.size()) SetWidth(piece, IntegerOf(args[next++]));
  if (piece.precision_argument && next < args.size()) SetPrecision(piece, IntegerOf(args[next++]));
  return piece;
}

}  // namespace

void Formatter::Append(std::string& out, std::span<const Value> args, TextOptions options) const {
  size_t next = 0;
  for (const FormatPiece& piece : pieces_) {
    if (!piece.takes_argument()) {
      out += piece.text;
      continue;
    }
    const bool adapts = piece.width_argument || piece.precision_argument;
    const FormatPiece adapted = adapts ? WithArguments(piece, args, next) : FormatPiece();
    if (next >= args.size()) {
      AppendFailure(out, "missing argument", nullptr);
    } else {
      AppendPiece(out, args[next++], adapts ? adapted : piece, options);
    }
  }
}

}  // namespace sonde::output
