// Leaves: Decode.
#include "explain/instruction.h"

#include <cstring>

namespace sonde::explain {
namespace {

constexpr uint8_t kWideImmediate = 0x18;

Instruction ReadAt(std::string_view bytes, size_t at) {
  Instruction one;
  one.index = static_cast<uint32_t>(at / kUnit);
  one.opcode = static_cast<uint8_t>(bytes[at]);
  const auto registers = static_cast<uint8_t>(bytes[at + 1]);
  one.destination = registers & 0x0fU;  // BPF for little endian machines, as all that sonde makes
  one.source = registers >> 4U;
  std::memcpy(&one.offset, bytes.data() + at + 2, sizeof(one.offset));
  std::memcpy(&one.immediate, bytes.data() + at + 4, sizeof(one.immediate));
  return one;
}

}  // namespace

unsigned Instruction::width() const {
  switch (opcode & 0x18U) {
    case 0x00:
      return 4;
    case 0x08:
      return 2;
    case 0x10:
      return 1;
    default:
      return 8;
  }
}

uint64_t Instruction::wide() const {
  return static_cast<uint32_t>(immediate) |
         static_cast<uint64_t>(static_cast<uint32_t>(next_immediate.value_or(0))) << 32U;
}

std::optional<int64_t> Instruction::target() const {
  if (!is_jump() || operation() == kExit) return std::nullopt;
  const int64_t next = static_cast<int64_t>(index) + 1;
  if (operation() == kCall) return source == kCallsOwn ? std::optional(next + immediate) : std::nullopt;
  const bool far = cls() == Class::Jmp32 && operation() == kJa;
  return next + (far ? immediate : offset);
}

std::vector<Instruction> Decode(std::string_view bytes) {
  std::vector<Instruction> program;
  for (size_t at = 0; at + kUnit <= bytes.size(); at += kUnit) {
    Instruction one = ReadAt(bytes, at);
    if (one.opcode == kWideImmediate) {
      at += kUnit;
      if (at + kUnit > bytes.size()) break;
      one.next_immediate = ReadAt(bytes, at).immediate;
    }
    program.push_back(one);
  }
  return program;
}

}  // namespace sonde::explain
