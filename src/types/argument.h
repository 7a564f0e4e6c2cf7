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

// Where an argument lies when its probe fires.
struct Place {
  enum class Kind : uint8_t {
    None,         // nowhere
    Context,      // in the record that the context points to, `offset` bytes into it
    Dereference,  // the same place of the record says where: a u32, whose low half is a distance in bytes
    Trampoline,   // the context is an array of u64, the arguments of who calls the program: number `offset`
    Registers,    // of the traced code, in `parts`
    Memory,       // of the traced program, `displacement` bytes from where a register points
    Constant,     // the value is `constant`
  };
  Kind kind = Kind::None;
  uint32_t offset = 0;
  bool relative = false;  // Dereference: from the end of the u32 (__rel_loc), not from the record's start
  std::vector<RegisterPart> parts{};
  uint16_t base = 0;  // Memory: the register, as DWARF counts them
  int32_t displacement = 0;
  uint64_t constant = 0;  // extended to 64 bits by the type's sign

  // What a traced program has, not a record of the kernel.
  [[nodiscard]] bool OfProgram() const { return kind == Kind::Registers || kind == Kind::Memory; }
};

// An argument a probe offers as args.NAME.
struct ProbeArgument {
  std::string name;
  TypePtr type;
  Place place{};
  bool is_common = false;  // common_* header field: not accessible
  std::string problem{};   // why it cannot be read; empty when it can
};

}  // namespace sonde
