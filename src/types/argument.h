// ProbeArgument: what a probe offers as args.NAME, and where the value lies when the probe fires. Filled by
// src/probes and src/dwarf, read by src/sema and src/codegen. Covered by tests/probes/* and tests/dwarf/*.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "types/type.h"

namespace sonde {

// A piece of a value that a register holds when a function is entered.
struct RegisterPart {
  uint16_t number = 0;  // of the register, as DWARF counts them on this architecture
  uint16_t offset = 0;  // of the piece in the value, bytes
  uint16_t size = 0;    // bytes, 1 to 8
};

// Where a parameter lies when its function is entered.
struct EntryPlace {
  enum class Kind : uint8_t { None, Registers, Memory };
  Kind kind = Kind::None;
  std::vector<RegisterPart> parts;  // Registers
  uint16_t base = 0;                // Memory: the register that points there
  int32_t offset = 0;               // Memory: bytes from what the register holds
};

// An argument a probe offers as args.NAME.
struct ProbeArgument {
  std::string name;
  TypePtr type;
  uint32_t offset = 0;     // tracepoint: bytes into the record; raw tracepoint: index of the u64 argument
  bool data_loc = false;   // __data_loc: a u32 of offset and length stands at `offset`
  bool relative = false;   // __rel_loc: data_loc counted from the end of that u32
  bool is_common = false;  // common_* header field: not accessible
  EntryPlace place{};      // uprobe: where it lies when the function is entered
  std::string problem{};   // why it cannot be read; empty when it can
};

}  // namespace sonde
