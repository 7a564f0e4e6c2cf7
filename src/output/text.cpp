// Values as text. Leaves: what text.h declares. Covered by tests/output/text_test.cpp.
#include "output/text.h"

#include <charconv>

#include "output/frames.h"

namespace sonde::output {
namespace {

constexpr char kDigits[] = "0123456789abcdef";

void AppendByte(std::string& out, unsigned char byte) {
  out += "\\x";
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

class TextAppender {
 public:
  TextAppender(std::string& out, TextOptions options) : out_(out), options_(options) {}

  void operator()(std::monostate) { out_ += '?'; }  // what the language has no type for
  void operator()(int64_t number) { AppendInteger(out_, static_cast<uint64_t>(number), true); }
  void operator()(uint64_t number) { AppendInteger(out_, number, false); }
  void operator()(bool flag) { out_ += flag ? "true" : "false"; }
  void operator()(const Float& number) { AppendFloat(out_, number); }
  void operator()(const Pointer& pointer) {
    out_ += "0x";
    AppendHex(out_, pointer.address);
  }
  void operator()(const EnumValue& value) {
    if (value.name.empty()) {
      (*this)(value.number);
    } else {
      AppendTraced(out_, value.name, Nested());
    }
  }
  void operator()(const Text& text) { AppendTraced(out_, text.text, options_); }
  void operator()(const Bytes& bytes) { AppendBuffer(out_, bytes.data); }
  void operator()(const Symbol& symbol) { AppendSymbol(out_, symbol, Nested()); }
  void operator()(const Stack& stack) { AppendStack(out_, stack, Nested()); }
  void operator()(const Array& array) { List(array.elements, "[", ",", "]"); }
  void operator()(const Tuple& tuple) { List(tuple.elements, "(", Comma(), ")"); }
  void operator()(const Record& record) {
    if (record.fields.empty()) {
      out_ += "{}";
      return;
    }
    const bool compact = options_.compact;
    std::string_view before = compact ? "{." : "{ .";
    for (const auto& [name, value] : record.fields) {
      out_ += before;
      AppendTraced(out_, name, Nested());
      out_ += compact ? "=" : " = ";
      AppendText(out_, value, Nested());
      before = compact ? ",." : ", .";
    }
    out_ += compact ? "}" : " }";
  }
  void List(const std::vector<Value>& elements, std::string_view open, std::string_view between,
            std::string_view close) {
    out_ += open;
    std::string_view before;
    for (const Value& element : elements) {
      out_ += before;
      AppendText(out_, element, Nested());
      before = between;
    }
    out_ += close;
  }

 private:
  // Names, and strings inside something larger, do not break lines on a terminal.
  [[nodiscard]] TextOptions Nested() const {
    TextOptions nested = options_;
    nested.newlines = Newlines::Escape;
    return nested;
  }
  [[nodiscard]] std::string_view Comma() const { return options_.compact ? "," : ", "; }

  std::string& out_;
  TextOptions options_;
};

}  // namespace

void AppendInteger(std::string& out, uint64_t bits, bool is_signed) {
  char digits[24];
  const auto end = is_signed ? std::to_chars(digits, digits + sizeof(digits), static_cast<int64_t>(bits)).ptr
                             : std::to_chars(digits, digits + sizeof(digits), bits).ptr;
  out.append(digits, static_cast<size_t>(end - digits));
}

void AppendFloat(std::string& out, const Float& number) {
  char digits[32];
  const auto end = number.single
                       ? std::to_chars(digits, digits + sizeof(digits), static_cast<float>(number.value)).ptr
                       : std::to_chars(digits, digits + sizeof(digits), number.value).ptr;
  out.append(digits, static_cast<size_t>(end - digits));
}

void AppendHex(std::string& out, uint64_t number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof(digits), number, 16).ptr;
  out.append(digits, static_cast<size_t>(end - digits));
}

void AppendBuffer(std::string& out, std::string_view bytes) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 32 && byte <= 126) {
      out += c;
    } else {
      AppendByte(out, byte);
    }
  }
}

void AppendTraced(std::string& out, std::string_view text, TextOptions options) {
  if (options.escape_controls) {
    AppendPrintable(out, text, options.newlines);
  } else {
    out += text;
  }
}

void AppendText(std::string& out, const Value& value, TextOptions options) {
  std::visit(TextAppender(out, options), value.data);
}

void AppendKey(std::string& out, const Value& key, TextOptions options) {
  options.newlines = Newlines::Escape;
  if (const auto* tuple = std::get_if<Tuple>(&key.data)) {
    const std::string_view comma = options.compact ? "," : ", ";
    TextAppender(out, options).List(tuple->elements, "", comma, "");
  } else {
    AppendText(out, key, options);
  }
}

std::optional<uint64_t> IntegerBits(const Value& value) {
  if (const auto* number = std::get_if<int64_t>(&value.data)) return static_cast<uint64_t>(*number);
  if (const auto* number = std::get_if<uint64_t>(&value.data)) return *number;
  if (const auto* flag = std::get_if<bool>(&value.data)) return *flag ? 1 : 0;
  if (const auto* pointer = std::get_if<Pointer>(&value.data)) return pointer->address;
  if (const auto* member = std::get_if<EnumValue>(&value.data)) return static_cast<uint64_t>(member->number);
  return std::nullopt;
}

uint64_t DividedBits(uint64_t bits, bool is_signed, uint64_t divisor) {
  if (divisor <= 1) return bits;
  const auto number = static_cast<int64_t>(bits);
  if (!is_signed || number >= 0) return bits / divisor;
  return 0 - (0 - bits) / divisor;
}

Value Divided(const Value& value, uint64_t divisor) {
  if (divisor <= 1) return value;
  if (const auto* number = std::get_if<int64_t>(&value.data)) {
    return Value{static_cast<int64_t>(DividedBits(static_cast<uint64_t>(*number), true, divisor))};
  }
  if (const auto* number = std::get_if<uint64_t>(&value.data)) return Value{*number / divisor};
  if (const auto* real = std::get_if<Float>(&value.data)) {
    return Value{Float{real->value / static_cast<double>(divisor), real->single}};
  }
  if (const auto* tuple = std::get_if<Tuple>(&value.data)) {
    Tuple divided;
    for (const Value& element : tuple->elements)
      divided.elements.push_back(Divided(element, divisor));
    return Value{std::move(divided)};
  }
  return value;
}

}  // namespace sonde::output
