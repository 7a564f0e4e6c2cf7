// Registers by name. Leaves: FindRegister, and how many hold arguments. Covered by tests/run/registers.test
// and tests/golden/diag/functions/err.UnknownRegister.names.bt.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sonde {

struct RegisterRow {
  std::string_view name;
  uint32_t offset;  // in struct pt_regs, bytes
};

inline constexpr RegisterRow kRegisters[] = {
#define REGISTER(name, offset) {name, offset},
#include "defs/registers.def"
};

#if defined(__x86_64__)
inline constexpr std::string_view kArchitecture = "x86_64";
inline constexpr uint32_t kRegisterArguments = 6;  // argN
#elif defined(__aarch64__)
inline constexpr std::string_view kArchitecture = "arm64";
inline constexpr uint32_t kRegisterArguments = 8;
#else
#error "sonde knows the registers of x86-64 and arm64"
#endif

constexpr std::optional<uint32_t> FindRegister(std::string_view name) {
  for (const RegisterRow& row : kRegisters)
    if (row.name == name) return row.offset;
  return std::nullopt;
}

}  // namespace sonde
