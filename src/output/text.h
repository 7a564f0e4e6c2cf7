// Values as text (cli-and-output.md 12.2) and the small pieces that formatting shares.
// Covered by tests/output/text_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/printable.h"
#include "output/value.h"

namespace sonde::output {

struct TextOptions {
  // What could command a terminal is shown as \xNN in traced strings (base/printable.h).
  bool escape_controls = false;
  // Then also line ends, where one would begin a line that looks like the output's own.
  Newlines newlines = Newlines::Keep;
  // No spaces but those of the strings: keys of JSON objects.
  bool compact = false;
};

void AppendInteger(std::string& out, uint64_t bits, bool is_signed);
void AppendHex(std::string& out, uint64_t number);

// A buffer as %r: printable ASCII as is, other bytes as \xNN.
void AppendBuffer(std::string& out, std::string_view bytes);

// Traced text, escaped if the options say so.
void AppendTraced(std::string& out, std::string_view text, TextOptions options);

void AppendText(std::string& out, const Value& value, TextOptions options = {});
#define SHOWN_VALUE(type, json) void AppendText(std::string& out, const type& value, TextOptions options);
#include "defs/shown_values.def"
// Which would be taken for a bool.
void AppendText(std::string& out, const void* text, TextOptions options) = delete;

// The options for names, and for strings inside something larger: they do not break lines on a terminal.
TextOptions Nested(TextOptions options);

// The text between the brackets of a map entry: a tuple loses its outer parentheses.
void AppendKey(std::string& out, const Value& key, TextOptions options = {});

// The value of anything that counts as an integer (numbers, bool, pointer, enum) as 64 bits.
std::optional<uint64_t> IntegerBits(const Value& value);

// What print(@m, top, div) makes of a value: integers, also inside tuples, divided toward zero, and
// floating-point numbers divided.
Value Divided(const Value& value, uint64_t divisor);
uint64_t DividedBits(uint64_t bits, bool is_signed, uint64_t divisor);

}  // namespace sonde::output
