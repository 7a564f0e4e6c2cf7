// Values as text. Leaves: what text.h declares. Covered by tests/output/text_test.cpp.
#include "output/text.h"

#include <charconv>

#include "base/float_text.h"

namespace sonde::output {
namespace {

constexpr char kDigits[] = "0123456789abcdef";

void AppendByte(std::string& out, unsigned char byte) {
  out += "\\x";
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

void AppendList(std::string& out, const std::vector<Value>& elements, std::string_view between,
                TextOptions options) {
  std::string_view before;
  for (const Value& element : elements) {
    out += before;
    AppendText(out, element, Nested(options));
    before = between;
  }
}

std::string_view Comma(TextOptions options) {
  return options.compact ? "," : ", ";
}

}  // namespace

TextOptions Nested(TextOptions options) {
  options.newlines = Newlines::Escape;
  return options;
}

void AppendInteger(std::string& out, uint64_t bits, bool is_signed) {
  char digits[24];
  const auto end = is_signed ? std::to_chars(digits, digits + sizeof(digits), static_cast<int64_t>(bits)).ptr
                             : std::to_chars(digits, digits + sizeof(digits), bits).ptr;
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
  std::visit([&](const auto& shown) { AppendText(out, shown, options); }, value.data);
}

// What the language has no type for.
void AppendText(std::string& out, const Nothing& /*value*/, TextOptions /*options*/) {
  out += '?';
}

void AppendText(std::string& out, const Int64& value, TextOptions /*options*/) {
  AppendInteger(out, static_cast<uint64_t>(value), true);
}

void AppendText(std::string& out, const Uint64& value, TextOptions /*options*/) {
  AppendInteger(out, value, false);
}

void AppendText(std::string& out, const Bool& value, TextOptions /*options*/) {
  out += value ? "true" : "false";
}

void AppendText(std::string& out, const Float& value, TextOptions /*options*/) {
  AppendFloat(out, value.value, value.single);
}

void AppendText(std::string& out, const Pointer& value, TextOptions /*options*/) {
  out += "0x";
  AppendHex(out, value.address);
}

void AppendText(std::string& out, const EnumValue& value, TextOptions options) {
  if (value.name.empty()) return AppendText(out, value.number, options);
  AppendTraced(out, value.name, Nested(options));
}

void AppendText(std::string& out, const Text& value, TextOptions options) {
  AppendTraced(out, value.text, options);
}

void AppendText(std::string& out, const Bytes& value, TextOptions /*options*/) {
  AppendBuffer(out, value.data);
}

void AppendText(std::string& out, const Array& value, TextOptions options) {
  out += '[';
  AppendList(out, value.elements, ",", options);
  out += ']';
}

void AppendText(std::string& out, const Tuple& value, TextOptions options) {
  out += '(';
  AppendList(out, value.elements, Comma(options), options);
  out += ')';
}

void AppendText(std::string& out, const Record& value, TextOptions options) {
  if (value.fields.empty()) {
    out += "{}";
    return;
  }
  const bool compact = options.compact;
  std::string_view before = compact ? "{." : "{ .";
  for (const auto& [name, field] : value.fields) {
    out += before;
    AppendTraced(out, name, Nested(options));
    out += compact ? "=" : " = ";
    AppendText(out, field, Nested(options));
    before = compact ? ",." : ", .";
  }
  out += compact ? "}" : " }";
}

void AppendKey(std::string& out, const Value& key, TextOptions options) {
  if (const auto* tuple = std::get_if<Tuple>(&key.data))
    return AppendList(out, tuple->elements, Comma(options), options);
  AppendText(out, key, Nested(options));
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
