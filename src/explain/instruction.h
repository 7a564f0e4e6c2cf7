// An instruction of BPF, field by field, as RFC 9669 (BPF Instruction Set Architecture) defines them. Covered
// by tests/explain/instruction_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace sonde::explain {

// Bytes that jumps and addresses count by.
inline constexpr uint32_t kUnit = 8;

// The lowest three bits of the opcode (RFC 9669, 3.1).
enum class Class : uint8_t { Ld, Ldx, St, Stx, Alu, Jmp, Jmp32, Alu64 };

struct Instruction {
  uint32_t index = 0;  // in its program, in units of eight bytes, as jumps count
  uint8_t opcode = 0;
  uint8_t destination = 0;  // register
  uint8_t source = 0;       // register, or what an immediate stands for
  int16_t offset = 0;
  int32_t immediate = 0;
  std::optional<int32_t> next_immediate;  // of an instruction of 16 bytes: its high half

  [[nodiscard]] Class cls() const { return static_cast<Class>(opcode & 0x07U); }
  // Of arithmetic and jumps (4.1, 4.3): the highest four bits.
  [[nodiscard]] uint8_t operation() const { return opcode & 0xf0U; }
  // Of arithmetic and jumps: the second operand is a register, not the immediate.
  [[nodiscard]] bool by_register() const { return (opcode & 0x08U) != 0; }
  // Of loads and stores (5): the highest three bits, and the width in bytes.
  [[nodiscard]] uint8_t mode() const { return opcode & 0xe0U; }
  [[nodiscard]] unsigned width() const;
  [[nodiscard]] bool is_arithmetic() const { return cls() == Class::Alu || cls() == Class::Alu64; }
  [[nodiscard]] bool is_jump() const { return cls() == Class::Jmp || cls() == Class::Jmp32; }
  // In units of eight bytes.
  [[nodiscard]] uint32_t length() const { return next_immediate ? 2 : 1; }
  // The 64-bit immediate of an instruction of 16 bytes.
  [[nodiscard]] uint64_t wide() const;
  // Where a jump or a call of a function of the program goes to, an index; nothing for all else.
  [[nodiscard]] std::optional<int64_t> target() const;
};

// Operations of arithmetic (4.1) and jumps (4.3), and modes of memory (5), as the opcode has them.
inline constexpr uint8_t kAdd = 0x00, kSub = 0x10, kMul = 0x20, kDiv = 0x30, kOr = 0x40, kAnd = 0x50,
                         kLsh = 0x60, kRsh = 0x70, kNeg = 0x80, kMod = 0x90, kXor = 0xa0, kMov = 0xb0,
                         kArsh = 0xc0, kEnd = 0xd0;
inline constexpr uint8_t kJa = 0x00, kJeq = 0x10, kJgt = 0x20, kJge = 0x30, kJset = 0x40, kJne = 0x50,
                         kJsgt = 0x60, kJsge = 0x70, kCall = 0x80, kExit = 0x90, kJlt = 0xa0, kJle = 0xb0,
                         kJslt = 0xc0, kJsle = 0xd0, kJcond = 0xe0;
inline constexpr uint8_t kImm = 0x00, kAbs = 0x20, kInd = 0x40, kMem = 0x60, kMemSx = 0x80, kAtomic = 0xc0;

// What the source field of a call says is called (4.3.1), and of a wide immediate, what that is (5.4).
inline constexpr uint8_t kCallsHelper = 0, kCallsOwn = 1, kCallsKernel = 2;

// Atomic operations (5.3): what the immediate says, and the bit that asks for the value before.
inline constexpr int32_t kFetch = 0x01, kXchg = 0xe0 | kFetch, kCmpXchg = 0xf0 | kFetch, kLoadAcquire = 0x100,
                         kStoreRelease = 0x110;

// The instructions of a program. A last one that is cut off is left out.
std::vector<Instruction> Decode(std::string_view bytes);

}  // namespace sonde::explain
