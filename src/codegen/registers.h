// Offsets into struct pt_regs, bytes, of what probes read: arguments, return value, instruction pointer.
// Sources: the calling conventions and arch/*/include/uapi/asm/ptrace.h of Linux.
#pragma once

#include <cstdint>
#include <span>

namespace sonde::codegen {

#if defined(__x86_64__)
inline constexpr uint32_t kArgumentOffsets[] = {112, 104, 96, 88, 72, 64};  // di si dx cx r8 r9
inline constexpr uint32_t kReturnOffset = 80;                               // ax
inline constexpr uint32_t kInstructionPointerOffset = 128;
#elif defined(__aarch64__)
inline constexpr uint32_t kArgumentOffsets[] = {0, 8, 16, 24, 32, 40, 48, 56};
inline constexpr uint32_t kReturnOffset = 0;
inline constexpr uint32_t kInstructionPointerOffset = 256;
#else
#error "sonde knows the registers of x86-64 and arm64"
#endif

}  // namespace sonde::codegen
