// Numbers, strings and spaces of JSON. Leaves: JsonStream. Covered by tests/base/json_stream_test.cpp and
// tests/output/writer_test.cpp.
#include "base/json_stream.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/float_text.h"
#include "base/utf8.h"

namespace sonde {
namespace {

// RapidJSON writes control characters in other ways than the output is specified to have.
void AppendEscaped(std::string& out, char c) {
  constexpr char kDigits[] = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += kDigits[static_cast<unsigned char>(c) >> 4];
      out += kDigits[static_cast<unsigned char>(c) & 15];
  }
}

// The bytes at the start of `text` that JSON has as they are, as most of all text is.
size_t PlainLength(std::string_view text) {
  const auto is_special = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x80 || c == '"' ||
           c == '\\';
  };
  return static_cast<size_t>(std::find_if(text.begin(), text.end(), is_special) - text.begin());
}

// The character at the start of `text`; the bytes that were taken.
size_t AppendSpecial(std::string& out, std::string_view text) {
  const size_t length = Utf8Length(text);
  if (length == 1) {
    AppendEscaped(out, text[0]);
  } else if (length == 0) {
    out += "\xef\xbf\xbd";  // U+FFFD
  } else {
    out += text.substr(0, length);
  }
  return std::max<size_t>(length, 1);
}

// True when a double holds the magnitude exactly: 53 significant bits.
bool FitsDouble(uint64_t magnitude) {
  return magnitude == 0 || std::bit_width(magnitude) - std::countr_zero(magnitude) <= 53;
}

}  // namespace

void JsonStream::Prefix(rapidjson::Type type) {
  const Level* level = level_stack_.Empty() ? nullptr : level_stack_.template Top<Level>();
  const bool is_value = level != nullptr && !level->inArray && level->valueCount % 2 == 1;
  const bool is_member = level != nullptr && !level->inArray && level->valueCount > 0 && !is_value;
  Writer::Prefix(type);
  if (level != nullptr && layout_ == JsonLayout::Indented && !is_value) {
    BreakLine(level_stack_.GetSize() / sizeof(Level));
  } else if (is_value || is_member) {
    end_.Put(' ');
  }
}

void JsonStream::BreakLine(size_t depth) {
  end_.out() += '\n' + std::string(2 * depth, ' ');
}

void JsonStream::BreakLineBeforeEnd() {
  const bool empty = level_stack_.template Top<Level>()->valueCount == 0;
  if (layout_ == JsonLayout::Indented && !empty) BreakLine(level_stack_.GetSize() / sizeof(Level) - 1);
}

void JsonStream::EndObject() {
  BreakLineBeforeEnd();
  Writer::EndObject();
}

void JsonStream::EndArray() {
  BreakLineBeforeEnd();
  Writer::EndArray();
}

void JsonStream::StartObject() {
  Prefix(rapidjson::kObjectType);
  new (level_stack_.template Push<Level>()) Level(false);
  WriteStartObject();
}

void JsonStream::StartArray() {
  Prefix(rapidjson::kArrayType);
  new (level_stack_.template Push<Level>()) Level(true);
  WriteStartArray();
}

void JsonStream::Null() {
  Prefix(rapidjson::kNullType);
  WriteNull();
}

void JsonStream::Bool(bool flag) {
  Prefix(flag ? rapidjson::kTrueType : rapidjson::kFalseType);
  WriteBool(flag);
}

void JsonStream::Integer(uint64_t bits, bool is_signed) {
  const auto number = static_cast<int64_t>(bits);
  const bool fits = FitsDouble(is_signed && number < 0 ? 0 - bits : bits);
  Prefix(fits ? rapidjson::kNumberType : rapidjson::kStringType);
  if (!fits) end_.Put('"');
  is_signed ? WriteInt64(number) : WriteUint64(bits);
  if (!fits) end_.Put('"');
}

void JsonStream::Float(double value, bool single) {
  const bool finite = std::isfinite(value);
  Prefix(finite ? rapidjson::kNumberType : rapidjson::kStringType);
  if (!finite) end_.Put('"');
  AppendFloat(end_.out(), value, single);
  if (!finite) end_.Put('"');
}

void JsonStream::String(std::string_view text) {
  Prefix(rapidjson::kStringType);
  std::string& out = end_.out();
  out += '"';
  while (!text.empty()) {
    const size_t plain = PlainLength(text);
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (!text.empty()) text.remove_prefix(AppendSpecial(out, text));
  }
  out += '"';
}

}  // namespace sonde
