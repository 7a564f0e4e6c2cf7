// The functions of a BPF object, instruction by instruction: where each comes from in the script, what it
// speaks of, and what it is. Covered by tests/explain/object_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "explain/instruction.h"

namespace sonde::explain {

// Of a script or what it imports; line 0: nowhere.
struct Place {
  std::string file;
  uint32_t line = 0, column = 0;
  [[nodiscard]] bool operator==(const Place&) const = default;
};

struct Step {
  Instruction instruction;
  Place place;         // that of the last instruction before it that has one
  std::string symbol;  // the map, variable or function that the linker or loader puts in; may be empty
  std::string field;   // what the loader writes here instead: "offset of task_struct.pid"; may be empty
};

struct Function {
  std::string name;
  std::string section;
  std::vector<Step> steps;
};

// In the order of their sections and addresses. An error if the bytes are no object that sonde makes.
Result<std::vector<Function>> ReadFunctions(std::string_view object);

}  // namespace sonde::explain
