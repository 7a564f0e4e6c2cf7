// Operand: where an argument of a static probe (USDT) lies, as the note of one of its places says, or a
// symbol. Parsed by src/probes/operands.h, carried by the typed program, turned into code by
// src/codegen/operands.h. Covered by tests/probes/operands_test.cpp and tests/run/usdt-values.test.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace sonde {

// A register, or the low part of one.
struct OperandRegister {
  uint8_t number = 0;      // as DWARF counts them on the architecture
  uint8_t bytes = 8;       // that belong to the operand: 1, 2, 4 or 8
  uint8_t shift = 0;       // bits below them: 8 of %ah
  bool is_signed = false;  // extended by its sign where it is narrower than an address

  bool operator==(const OperandRegister&) const = default;
};

struct Operand {
  enum class Kind : uint8_t {
    Constant,  // `number`
    Register,  // `base`
    Memory,    // at number + base + (index << scale)
    Address,   // of uaddr(): that of `number` in the process
  };
  Kind kind = Kind::Constant;
  uint8_t size = 8;  // bytes, as declared: 1, 2, 4 or 8
  bool is_signed = false;
  uint64_t number = 0;
  std::optional<OperandRegister> base{};
  std::optional<OperandRegister> index{};
  uint8_t scale = 0;         // bits
  uint8_t address_size = 8;  // Memory: bytes; 4 where a 32-bit register takes part
  bool relative = false;     // Memory, Address: `number` is a virtual address of the file
  uint64_t place = 0;        // Address: of the file, where the program stands
  std::string symbol{};      // of the file, whose address `number` has, once it is known
  uint64_t symbol_address = 0;

  bool operator==(const Operand&) const = default;
};

}  // namespace sonde
