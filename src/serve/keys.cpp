// Leaves: KeyParts, ShortText. Covered by tests/serve/metrics_test.cpp.
#include "serve/keys.h"

#include <cinttypes>
#include <cstdio>
#include <variant>

#include "base/utf8.h"
#include "output/text.h"

namespace sonde::serve {
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
  size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
    --end;
  text.resize(end);
  text += number;
}

void AppendStack(std::string& out, const output::Stack& stack) {
  for (size_t i = stack.frames.size(); i > 0; --i) {
    const output::Frame& frame = stack.frames[i - 1];
    if (!frame.symbol.empty()) {
      out += frame.symbol;
    } else {
      output::AppendHex(out, frame.address);
    }
    if (i > 1) out += ';';
  }
}

}  // namespace

std::string ShortText(const output::Value& value, size_t most) {
  std::string raw, text;
  if (const auto* stack = std::get_if<output::Stack>(&value.data)) {
    AppendStack(raw, *stack);
  } else {
    output::AppendKey(raw, value);
  }
  AppendUtf8(text, raw);
  Shorten(text, most);
  return text;
}

std::vector<KeyPart> KeyParts(const output::Value& key, size_t most) {
  std::vector<KeyPart> parts;
  const auto add = [&](std::string name, const output::Value& value) {
    if (name.empty()) name = "key" + std::to_string(parts.size());
    parts.push_back({std::move(name), ShortText(value, most)});
  };
  if (std::holds_alternative<output::Nothing>(key.data)) return parts;
  if (const auto* tuple = std::get_if<output::Tuple>(&key.data)) {
    for (const output::Value& element : tuple->elements)
      add("", element);
  } else if (const auto* record = std::get_if<output::Record>(&key.data)) {
    for (const output::Field& field : record->fields)
      add(field.name, field.value);
  } else {
    add("", key);
  }
  return parts;
}

}  // namespace sonde::serve
