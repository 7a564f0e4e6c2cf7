// Offsets into struct pt_regs, bytes, of what probes read: arguments, return value, instruction pointer.
// Sources: the calling conventions and arch/*/include/uapi/asm/ptrace.h of Linux.
#pragma once

#include <cstdint>
#include <span>

namespace sonde::codegen {

// Where a register says whether a program was running.
struct Privilege {
  uint32_t offset;
  uint64_t mask;
  uint64_t of_programs;
};

#if defined(__x86_64__)
inline constexpr uint32_t kArgumentOffsets[] = {112, 104, 96, 88, 72, 64};  // di si dx cx r8 r9
inline constexpr uint32_t kReturnOffset = 80;                               // ax
inline constexpr uint32_t kInstructionPointerOffset = 128;
inline constexpr Privilege kPrivilege = {136, 3, 3};  // cs: the level of its segment
// By DWARF's numbers: ax dx cx bx si di bp sp, r8 to r15.
inline constexpr uint32_t kDwarfOffsets[] = {80, 96, 88, 40, 104, 112, 32, 152, 72, 64, 56, 48, 24, 16, 8, 0};
#elif defined(__aarch64__)
inline constexpr uint32_t kArgumentOffsets[] = {0, 8, 16, 24, 32, 40, 48, 56};
inline constexpr uint32_t kReturnOffset = 0;
inline constexpr uint32_t kInstructionPointerOffset = 256;
inline constexpr Privilege kPrivilege = {264, 15, 0};  // pstate: the exception level
// By DWARF's numbers: x0 to x30, sp.
inline constexpr uint32_t kDwarfOffsets[] = {0,   8,   16,  24,  32,  40,  48,  56,  64,  72,  80,
                                             88,  96,  104, 112, 120, 128, 136, 144, 152, 160, 168,
                                             176, 184, 192, 200, 208, 216, 224, 232, 240, 248};
#else
#error "sonde knows the registers of x86-64 and arm64"
#endif

}  // namespace sonde::codegen
