// Values as JSON (cli-and-output.md 13.2). Covered by tests/output/writer_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "output/value.h"

namespace sonde::output {

// With the quotes. Valid UTF-8 passes unchanged; other bytes become U+FFFD, so the line stays JSON.
void AppendJsonString(std::string& out, std::string_view text);

// A number, or a string when a double could not hold it.
void AppendJsonInteger(std::string& out, uint64_t bits, bool is_signed);

void AppendJson(std::string& out, const Value& value);

// A map key: its text without spaces and without the outer parentheses of a tuple, as a string.
void AppendJsonKey(std::string& out, const Value& key);

}  // namespace sonde::output
