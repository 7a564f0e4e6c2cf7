// The values of integer and string literals as written in a script; positional and named parameters are
// read by the same rules. Covered by tests/parser/literals_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "defs/diagnostics.h"

namespace sonde {

// What is wrong with a literal: bytes [begin, end) of its text.
struct LiteralError {
  DiagId id;
  uint32_t begin;
  uint32_t end;
  std::vector<std::string> args;
};

// The value of an unsigned integer literal in any spelling: 1_000, 0xff, 0755, 5e6, 10ul, 7ms (in ns).
std::optional<uint64_t> ParseInteger(std::string_view text, LiteralError* error);

// `text` with its quotes; escapes resolved. Wrong escapes are added to `errors` and left out.
std::string ParseString(std::string_view text, std::vector<LiteralError>* errors);

}  // namespace sonde
