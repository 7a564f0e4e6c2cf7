// Instructions for tests, from their fields.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>

#include "explain/instruction.h"

namespace sonde::explain {

inline std::string Bytes(uint8_t opcode, unsigned destination, unsigned source, int16_t offset,
                         int32_t immediate) {
  std::string bytes(kUnit, '\0');
  bytes[0] = static_cast<char>(opcode);
  bytes[1] = static_cast<char>(source << 4U | destination);
  std::memcpy(&bytes[2], &offset, sizeof(offset));
  std::memcpy(&bytes[4], &immediate, sizeof(immediate));
  return bytes;
}

inline Instruction One(uint8_t opcode, unsigned destination, unsigned source, int16_t offset,
                       int32_t immediate) {
  std::string bytes = Bytes(opcode, destination, source, offset, immediate);
  if (opcode == 0x18) bytes += Bytes(0, 0, 0, 0, 7);
  return Decode(bytes).at(0);
}

}  // namespace sonde::explain
