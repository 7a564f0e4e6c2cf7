// Leaves: KeyParts, ShortText. Covered by tests/serve/metrics_test.cpp and
// tests/live/table_test.cpp.
#include "output/key_parts.h"

#include <cinttypes>
#include <cstdio>
#include <variant>

#include "base/utf8.h"
#include "output/text.h"

namespace sonde::output {
namespace {

// FNV-1a: no secret, only different for what is different.
uint64_t Digest(std::string_view text) {
  uint64_t sum = 0xcbf29ce484222325;
  for (const char byte : text)
    sum = (sum ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  return sum;
}

void Shorten(std::string& text, size_t most) {
  if (text.size() <= most) return;
  char number[24];
  std::snprintf(number, sizeof number, "~%016" PRIx64, Digest(text));
  text.resize(Utf8Cut(text, most).size());
  text += number;
}

void AppendStack(std::string& out, const Stack& stack, StackOrder order) {
  const size_t count = stack.frames.size();
  for (size_t i = 0; i < count; ++i) {
    const Frame& frame = stack.frames[order == StackOrder::LeafFirst ? i : count - 1 - i];
    if (i > 0) out += order == StackOrder::LeafFirst ? " < " : ";";
    if (!frame.symbol.empty()) {
      out += frame.symbol;
    } else {
      AppendHex(out, frame.address);
    }
  }
}

}  // namespace

std::string ShortText(const Value& value, size_t most, StackOrder order) {
  std::string raw, text;
  if (const auto* stack = std::get_if<Stack>(&value.data)) {
    AppendStack(raw, *stack, order);
  } else {
    AppendKey(raw, value);
  }
  AppendUtf8(text, raw);
  Shorten(text, most);
  return text;
}

std::vector<KeyPart> KeyParts(const Value& key, size_t most, StackOrder order) {
  std::vector<KeyPart> parts;
  const auto add = [&](std::string name, const Value& value) {
    if (name.empty()) name = "key" + std::to_string(parts.size());
    parts.push_back({std::move(name), ShortText(value, most, order)});
  };
  if (std::holds_alternative<Nothing>(key.data)) return parts;
  if (const auto* tuple = std::get_if<Tuple>(&key.data)) {
    for (const Value& element : tuple->elements)
      add("", element);
  } else if (const auto* record = std::get_if<Record>(&key.data)) {
    for (const Field& field : record->fields)
      add(field.name, field.value);
  } else {
    add("", key);
  }
  return parts;
}

}  // namespace sonde::output
