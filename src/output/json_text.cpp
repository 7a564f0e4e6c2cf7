// Values as JSON. Leaves: what json_text.h declares. Covered by tests/output/writer_test.cpp.
#include "output/json_text.h"

#include <bit>
#include <cmath>

#include "output/text.h"

namespace sonde::output {
namespace {

// The length of the UTF-8 sequence at the start of `text`, 0 if it is none.
size_t Utf8Length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  for (size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) return 0;
  }
  const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool beyond = (first == 0xed && second >= 0xa0) || (first == 0xf4 && second >= 0x90);
  return overlong || beyond ? 0 : length;
}

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
      if (static_cast<unsigned char>(c) >= 0x20) {
        out += c;
        return;
      }
      out += "\\u00";
      out += kDigits[static_cast<unsigned char>(c) >> 4];
      out += kDigits[static_cast<unsigned char>(c) & 15];
  }
}

// True when a double holds the magnitude exactly: 53 significant bits.
bool FitsDouble(uint64_t magnitude) {
  return magnitude == 0 || std::bit_width(magnitude) - std::countr_zero(magnitude) <= 53;
}

class JsonAppender {
 public:
  explicit JsonAppender(std::string& out) : out_(out) {}

  // Values that JSON shows as their text.
  template <typename T>
    requires(kJsonForm<T> == JsonForm::Quoted)
  void operator()(const T& value) {
    std::string text;
    AppendText(text, value, {});
    AppendJsonString(out_, text);
  }
  void operator()(Nothing) { out_ += "null"; }
  void operator()(Int64 number) { AppendJsonInteger(out_, static_cast<uint64_t>(number), true); }
  void operator()(Uint64 number) { AppendJsonInteger(out_, number, false); }
  void operator()(Bool flag) { out_ += flag ? "true" : "false"; }
  // JSON has no spelling for infinity and what is no number: a string, as for integers beyond its own.
  void operator()(const Float& number) {
    const bool finite = std::isfinite(number.value);
    if (!finite) out_ += '"';
    AppendFloat(out_, number);
    if (!finite) out_ += '"';
  }
  void operator()(const Pointer& pointer) { AppendJsonInteger(out_, pointer.address, false); }
  void operator()(const EnumValue& value) { (*this)(value.number); }
  void operator()(const Text& text) { AppendJsonString(out_, text.text); }
  void operator()(const Bytes& bytes) {
    std::string_view before = "[";
    for (const char byte : bytes.data) {
      out_ += before;
      AppendInteger(out_, static_cast<uint64_t>(static_cast<int64_t>(static_cast<signed char>(byte))), true);
      before = ",";
    }
    out_ += bytes.data.empty() ? "[]" : "]";
  }
  void operator()(const Array& array) { List(array.elements); }
  void operator()(const Tuple& tuple) { List(tuple.elements); }
  void operator()(const Record& record) {
    std::string_view before;
    out_ += '{';
    for (const auto& [name, value] : record.fields) {
      out_ += before;
      AppendJsonString(out_, name);
      out_ += ": ";
      AppendJson(out_, value);
      before = ", ";
    }
    out_ += '}';
  }

 private:
  void List(const std::vector<Value>& elements) {
    std::string_view before;
    out_ += '[';
    for (const Value& element : elements) {
      out_ += before;
      AppendJson(out_, element);
      before = ",";
    }
    out_ += ']';
  }

  std::string& out_;
};

}  // namespace

void AppendJsonString(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const size_t length = Utf8Length(text);
    if (length == 1) {
      AppendEscaped(out, text[0]);
    } else if (length == 0) {
      out += "\xef\xbf\xbd";  // U+FFFD
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out += '"';
}

void AppendJsonInteger(std::string& out, uint64_t bits, bool is_signed) {
  const bool negative = is_signed && static_cast<int64_t>(bits) < 0;
  const bool fits = FitsDouble(negative ? 0 - bits : bits);
  if (!fits) out += '"';
  AppendInteger(out, bits, is_signed);
  if (!fits) out += '"';
}

void AppendJson(std::string& out, const Value& value) {
  std::visit(JsonAppender(out), value.data);
}

void AppendJsonKey(std::string& out, const Value& key) {
  std::string text;
  AppendKey(text, key, {.compact = true});
  AppendJsonString(out, text);
}

}  // namespace sonde::output
