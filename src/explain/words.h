// An instruction of BPF in words, and field by field. Covered by tests/explain/words_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "explain/instruction.h"

namespace sonde::explain {

// What it does, as a phrase: "loads 8 bytes from r1 + 8 into r1".
std::string WordsFor(const Instruction& one);

// Where it is defined: "RFC 9669, 5.1".
std::string DefinedIn(const Instruction& one);

struct Field {
  std::string_view name;  // "opcode"
  std::string hex;
  std::string words;
};

// The fields in the order of the encoding; those of the opcode one by one behind it.
std::vector<Field> FieldsOf(const Instruction& one);

}  // namespace sonde::explain
