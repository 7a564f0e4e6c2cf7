// Keys of maps in parts, for tables and labels. Covered by tests/serve/metrics_test.cpp and
// tests/live/table_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "output/value.h"

namespace sonde::output {

struct KeyPart {
  std::string name;  // key0, key1 ...; of a record the names of its fields
  std::string text;  // UTF-8, as traced: it may hold anything else
};

// How stacks are written in one line: "main;read", or "read < main".
enum class StackOrder : uint8_t { CallersFirst, LeafFirst };

// The elements of a tuple, the fields of a record, or the key itself; nothing of a map without keys. What is
// longer than `most` bytes is cut off, and ends in a number made of all of it, so that two stay two.
std::vector<KeyPart> KeyParts(const Value& key, size_t most, StackOrder order = StackOrder::CallersFirst);

// As one line of text. Cut off as above.
std::string ShortText(const Value& value, size_t most, StackOrder order = StackOrder::CallersFirst);

}  // namespace sonde::output
